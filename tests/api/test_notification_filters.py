# SPDX-License-Identifier: Apache-2.0
"""The list of notifications by what is wanted of it: unread ones, types, only when something changed."""

import threading

import pytest

from client import assert_problem
from marks import delete, read, read_all, send_test, unread


@pytest.fixture
def told(business):
    """A business with six notifications."""
    business.sent = [send_test(business) for _ in range(6)]
    return business


def test_a_filter_by_type(business, owner, channel):
    order = channel.place(business.order())
    send_test(business)
    owner.move(order, "confirmed")
    channel.place(business.order())
    epoch = business.epoch()

    def seqs(**query):
        page = business.poll(**query)
        assert page["cursor"] == f"{epoch}:4" and page["more"] is False and page["unread_count"] == 4
        return [event["seq"] for event in page["notifications"]]

    assert seqs(type="order.created") == seqs(type="order.created", cursor=f"{epoch}:0") == [1, 4]
    assert seqs(type=["order.created", "system.message"]) == [1, 2, 4]
    assert seqs(type="order.created,order.status_changed", cursor=f"{epoch}:1") == [3, 4]
    assert seqs(type="order.reminder", cursor=f"{epoch}:0") == []
    read_all(business, business.log()[1])
    assert unread(business, type="order.created") == [4]


def test_a_filtered_poll_moves_its_cursor_to_what_it_looked_at(told):
    epoch = told.epoch()
    read(told, told.sent[0])
    page = told.poll(cursor=f"{epoch}:0", unread_only="true", limit=2)
    assert [event["seq"] for event in page["notifications"]] == [2, 3]
    assert page["cursor"] == f"{epoch}:3" and page["more"] is True
    page = told.poll(cursor=page["cursor"], unread_only="true", limit=3)
    assert [event["seq"] for event in page["notifications"]] == [4, 5, 6]
    assert page["cursor"] == f"{epoch}:6" and page["more"] is False
    page = told.poll(cursor=f"{epoch}:0", type="order.created")
    assert page["notifications"] == [] and page["cursor"] == f"{epoch}:6" and page["more"] is False


def test_a_filtered_cursor_that_does_not_hold_is_a_reset(told):
    epoch = told.epoch()
    for query in ({"unread_only": "true"}, {"type": "order.created"}):
        assert told.poll(cursor=f"{epoch}:7", **query)["reset"] == {"why": "ahead"}
        assert told.poll(cursor=f"{epoch}:18446744073709551615", **query)["reset"] == {"why": "ahead"}


def test_a_filtered_long_poll_waits_for_what_it_wants(told, owner, channel):
    epoch, pages = told.epoch(), []
    waiting = threading.Thread(daemon=True, target=lambda: pages.append(
        told.poll(owner.again(), cursor=f"{epoch}:6", type="order.created", wait=25)))
    waiting.start()

    for _ in range(3):
        send_test(told)
    order = channel.place(told.order())
    waiting.join(20)
    event, = pages[0]["notifications"]
    assert event["order_id"] == order["id"] and pages[0]["cursor"] == f"{epoch}:10"


def test_a_filtered_long_poll_that_hears_nothing_still_moves_on(told, owner):
    epoch, pages = told.epoch(), []
    waiting = threading.Thread(daemon=True, target=lambda: pages.append(
        told.poll(owner.again(), cursor=f"{epoch}:6", type="order.created", wait=2)))
    waiting.start()
    send_test(told)
    waiting.join(20)
    assert pages[0]["notifications"] == [] and pages[0]["cursor"] == f"{epoch}:7" and pages[0]["more"] is False


def test_a_long_poll_says_what_was_marked_in_the_meantime(told, owner):
    epoch, pages = told.epoch(), []
    waiting = threading.Thread(daemon=True, target=lambda: pages.append(
        told.poll(owner.again(), cursor=f"{epoch}:6", wait=25)))
    waiting.start()
    read_all(told, told.sent[4])
    sent = send_test(told)
    waiting.join(20)
    assert pages[0]["notifications"] == [sent]
    assert (pages[0]["unread_count"], pages[0]["read_version"]) == (2, 1)


@pytest.mark.parametrize("query", [{"unread_only": "yes"}, {"unread_only": ""}, {"unread_only": ["true", "true"]},
                                   {"type": "order"}, {"type": ""}, {"type": "order.created,"}, {"read": "true"}])
def test_a_filter_that_cannot_be_understood_is_refused(told, owner, query):
    answer = owner.get(f"{told.path}/notifications", **query)
    assert answer.status == 400 and answer.json()["code"] in ("query_invalid", "query_unknown"), answer


def conditional(business, tag, **query):
    return business.owner.get(f"{business.path}/notifications", headers={"If-None-Match": tag}, **query)


def test_nothing_new_is_304(told, owner):
    for query in ({}, {"cursor": f"{told.epoch()}:2"}, {"unread_only": "true"}, {"type": "order.created"}):
        answer = owner.get(f"{told.path}/notifications", **query)
        tag = answer.headers["ETag"]
        for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            again = conditional(told, known, **query)
            assert (again.status, again.body) == (304, b""), again
            assert again.headers["ETag"] == tag
        assert conditional(told, '"other"', **query).status == 200


@pytest.mark.parametrize("change", ["event", "read", "read-all", "delete"])
def test_whatever_changes_the_answer_changes_its_etag(told, owner, change):
    queries = ({}, {"cursor": f"{told.epoch()}:2"}, {"unread_only": "true"})
    tags = [owner.get(f"{told.path}/notifications", **query).headers["ETag"] for query in queries]
    {"event": lambda: send_test(told), "read": lambda: read(told, told.sent[4]),
     "read-all": lambda: read_all(told, told.sent[4]), "delete": lambda: delete(told, told.sent[4])}[change]()
    for tag, query in zip(tags, queries, strict=True):
        answer = conditional(told, tag, **query)
        assert answer.status == 200 and answer.headers["ETag"] != tag


def test_an_etag_belongs_to_its_query(told, owner):
    epoch = told.epoch()
    queries = ({}, {"limit": 5}, {"cursor": f"{epoch}:1"}, {"cursor": f"{epoch}:2"}, {"unread_only": "true"},
               {"type": "order.created"}, {"type": "order.updated"}, {"type": "order.created,order.updated"})
    tags = {owner.get(f"{told.path}/notifications", **query).headers["ETag"] for query in queries}
    assert len(tags) == len(queries)
    assert conditional(told, owner.get(f"{told.path}/notifications").headers["ETag"], limit=5).status == 200


def test_a_channel_sees_no_marks_and_has_an_etag_of_its_own(business, owner):
    channel, other = business.key(), business.key()
    channel.place(business.order())
    channel.place(business.order())
    other.place(business.order())
    before = business.poll(channel)
    read(business, before["notifications"][0])
    delete(business, before["notifications"][1])
    page = business.poll(channel)
    assert page == before and [event["seq"] for event in page["notifications"]] == [1, 2]
    assert business.poll(channel, cursor=f"{page['epoch']}:0")["notifications"] == page["notifications"]
    assert "unread_count" not in page and "read_version" not in page
    assert_problem(channel.get(f"{business.path}/notifications", unread_only="true"), 403, "forbidden")
    tags = {caller.get(f"{business.path}/notifications").headers["ETag"] for caller in (owner, channel, other)}
    assert len(tags) == 3


def test_what_waits_has_no_etag(told, owner):
    tag = owner.get(f"{told.path}/notifications", cursor=f"{told.epoch()}:2").headers["ETag"]
    answer = conditional(told, tag, cursor=f"{told.epoch()}:2", wait=1)
    assert answer.status == 200 and "ETag" not in answer.headers
    assert conditional(told, "*", cursor=f"{told.epoch()}:2", wait=1).status == 200
