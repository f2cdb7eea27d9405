# SPDX-License-Identifier: Apache-2.0
"""The mutants of docs/protocol.md: a small change to one source file each, and the test that must go red."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Mutant:
    name: str
    promise: str
    path: str
    old: str  # stands exactly once in the file
    new: str
    test: str  # a pytest node with all of its parameters, or <GoogleTest program>::<Suite>.<Name>


PLACING = "src/adapters/sqlite/place_order.cpp"
LEDGERS = "src/adapters/sqlite/ledgers.cpp"
DECIDING_PLACE = "src/domain/place_order.cpp"
DECIDING_STATUS = "src/domain/change_status.cpp"
ONCE = "tests/api/test_once.py::"
ORDERS = "tests/api/test_orders.py::"
RESTART = "tests/api/test_restart.py::"
POLL = "tests/api/test_notifications.py::"
SOCKET = "tests/api/test_websocket.py::"
LIMITS = "tests/api/test_rate_limits.py::"
RATE_TABLE = "src/adapters/local/rate_table.cpp"
HOSTILE = "unit_http::"

WHO_MAY = "src/domain/principal.cpp"
ACCESS = "tests/api/test_access.py::test_who_may_call"
FULL_DISK = "tests/chaos/test_full_disk.py::" + \
    "test_a_full_disk_refuses_orders_until_there_is_space_and_loses_none"

CHANGING = "src/adapters/sqlite/change_order.cpp"
CLOCKS = "src/adapters/sqlite/acceptance_store.cpp"

MUTANTS = [
    # P1: durable
    Mutant("answers-without-commit", "P1", "src/adapters/sqlite/writer.cpp",
           'database_->query("COMMIT").run();', 'database_->execute("ROLLBACK");',
           "tests/chaos/test_kill.py::test_no_acknowledged_order_is_lost_or_doubled_by_kill_9"),
    Mutant("keys-die-with-the-process", "P1", LEDGERS,
           "if (!query.is_null(4)) keys_.insert(query.bytes16(4), id);", "",
           RESTART + "test_a_restart_keeps_everything"),
    Mutant("external-ids-die-with-the-process", "P1", LEDGERS,
           "if (!query.is_null(5)) keys_.insert(query.bytes16(5), id);", "",
           RESTART + "test_a_restart_keeps_everything"),
    Mutant("head-dies-with-the-process", "P1", LEDGERS,
           "ledger->log = {newest.unsigned_integer(0), newest.unsigned_integer(1)};",
           "ledger->log = {newest.unsigned_integer(0), 0};",
           RESTART + "test_a_restart_keeps_everything"),
    Mutant("full-disk-unnoticed", "P1", "src/adapters/sqlite/writer.cpp",
           "writable_.store(false, std::memory_order_relaxed);", "", FULL_DISK),
    Mutant("failed-commit-remembered", "P1", "src/adapters/sqlite/writer.cpp",
           "    ledgers_.roll_back();\n", "", FULL_DISK),

    # P2: once
    Mutant("key-forgotten", "P2", PLACING,
           "order_of(keys.idempotency)) return replay(", "order_of(keys.idempotency); false && known) return replay(",
           ONCE + "test_100_parallel_posts_with_one_key_make_one_order"),
    Mutant("external-id-forgotten", "P2", PLACING,
           "order_of(*keys.external)) return existing(", "order_of(*keys.external); false && known) return existing(",
           ONCE + "test_100_parallel_posts_with_one_external_id_make_one_order"),
    Mutant("key-without-credential", "P2", PLACING,
           "idempotency_key(command.actor.credential, ", 'idempotency_key("", ',
           ONCE + "test_a_key_belongs_to_its_credential_and_business"),
    Mutant("key-of-all-businesses", "P2", PLACING,
           "idempotency_key(command.actor.credential, command.business_id,",
           "idempotency_key(command.actor.credential, domain::BusinessId{},",
           ONCE + "test_a_key_belongs_to_its_credential_and_business"),
    Mutant("reused-key-answered", "P2", PLACING,
           "if (!is_repetition(row, command))\n"
           "        return base::failure(base::FailureKind::invalid,",
           "if (false)\n"
           "        return base::failure(base::FailureKind::invalid,",
           ONCE + "test_another_body_under_the_same_key_is_refused"),
    Mutant("external-id-reused", "P2", PLACING,
           "if (!is_repetition(row, command))\n"
           "        return base::failure(base::FailureKind::conflict,",
           "if (false)\n"
           "        return base::failure(base::FailureKind::conflict,",
           ONCE + "test_an_external_id_with_another_body_is_taken"),
    Mutant("replay-of-today", "P2", PLACING,
           "read_order_text(access.database, query.integer(0))", "read_order_text(access.database, row.latest)",
           ONCE + "test_the_same_key_replays_the_first_answer_whatever_became_of_the_order"),
    Mutant("intake-before-replay", "P2", PLACING,
           "order_of(keys.idempotency)) return replay(",
           "order_of(keys.idempotency); known && ledger->business.intake.open) return replay(",
           ONCE + "test_a_retry_after_closing_still_gets_its_order"),
    Mutant("quotes-are-part-of-the-key", "P2", "src/api/preconditions.cpp",
           "auto key = text.starts_with('\"') ? unquoted(text) : std::string(text);",
           "std::optional<std::string> key = std::string(text);\n    (void)unquoted;",
           ONCE + "test_quoted_and_unquoted_are_one_key"),

    # P3: in the log
    Mutant("seq-with-holes", "P3", DECIDING_PLACE, ".seq = log.head + 1,", ".seq = log.head + 2,",
           ONCE + "test_200_parallel_posts_are_numbered_without_a_hole"),
    Mutant("numbers-with-holes", "P3", DECIDING_PLACE,
           "new_order(business, log.last_number + 1,", "new_order(business, log.head + 1,",
           RESTART + "test_numbers_go_on_behind_other_events"),
    Mutant("cancellation-twice-named", "P3", DECIDING_STATUS,
           "cancels ? EventType::order_cancelled :", "cancels && false ? EventType::order_cancelled :",
           ORDERS + "test_a_cancellation_needs_a_reason_and_is_one_event"),
    Mutant("version-stands-still", "P3", DECIDING_STATUS, "order.version += 1;", "order.version += 0;",
           ORDERS + "test_an_order_goes_its_way"),
    Mutant("event-of-nothing", "P3", "src/domain/change_business.cpp",
           "if (after == business) return std::nullopt;\n    return updated(business, announced_at",
           "return updated(business, announced_at",
           "tests/api/test_businesses.py::test_a_patch_that_changes_nothing_is_no_event"),
    Mutant("reads-from-the-cursor", "P3", "src/adapters/sqlite/event_log.cpp",
           "std::max(after + 1, page.position.oldest)", "std::max(after, page.position.oldest)",
           SOCKET + "test_a_device_below_the_ring_catches_up_from_the_store"),

    # P4: on every device
    Mutant("foreign-epoch-followed", "P4", "src/realtime/cursor.cpp",
           "if (cursor.epoch != position.epoch) return ResetReason::epoch;", "",
           SOCKET + "test_a_cursor_that_does_not_hold_is_a_reset_then_a_resume"),
    Mutant("ahead-followed", "P4", "src/realtime/stream.cpp",
           "cursor_ > position.head) reset(ResetReason::ahead);", "false) reset(ResetReason::ahead);",
           SOCKET + "test_a_cursor_that_does_not_hold_is_a_reset_then_a_resume"),
    Mutant("reset-then-goes-on", "P4", "src/realtime/stream.cpp",
           "case Phase::resetting: phase_ = Phase::was_reset; return SayReset{why_};",
           "case Phase::resetting: phase_ = Phase::live; return SayReset{why_};",
           SOCKET + "test_a_cursor_that_does_not_hold_is_a_reset_then_a_resume"),
    Mutant("ring-skips-one", "P4", "src/realtime/tail_ring.cpp",
           "frames().subspan(cursor + 1 - first())", "frames().subspan(std::min(cursor + 2 - first(), size() - 1))",
           SOCKET + "test_a_cursor_resumes_without_a_gap_or_a_duplicate"),
    Mutant("never-live", "P4", "src/realtime/stream.cpp",
           "return SayLive{cursor_};", "return Wait{};", SOCKET + "test_hello_is_welcomed_and_live"),
    Mutant("starts-at-the-beginning", "P4", "src/realtime/stream.cpp",
           "cursor_ = cursor ? cursor->seq : topic.head();", "cursor_ = cursor ? cursor->seq : 0;",
           SOCKET + "test_without_a_cursor_a_device_starts_at_the_head"),

    Mutant("gate-lets-gaps-pass", "P4", "src/realtime/contiguity_gate.cpp",
           "    if (frame.seq == head_ + 1) {", "    if (frame.seq > head_) {",
           "unit_realtime::ContiguityGate.PassesAnyArrivalOrderWithDuplicatesOnceAndInOrder"),
    Mutant("gate-opens-at-what-was-read", "P4", "src/realtime/contiguity_gate.cpp",
           "head_ = std::max(head, seen_);", "head_ = std::max(head, head_);",
           "unit_realtime::ContiguityGate.OpensAboveEverythingThatWasSeenCommitted"),
    Mutant("ahead-not-confirmed", "P4", "src/realtime/stream.cpp",
           "phase_ = Phase::confirming;", "reset(*why);",
           "unit_realtime::Stream.ConfirmsThatACursorIsAheadBeforeItResets"),
    Mutant("trimmed-not-told", "P4", "src/realtime/stream.cpp",
           "else if (is_reading && cursor_ + 1 < topic.oldest())", "else if (false)",
           "unit_realtime::Stream.IsResetWhenAPageDoesNotFollowItsCursor"),
    Mutant("writes-while-writing", "P4", "src/realtime/stream.cpp",
           "    is_in_flight_ = true;\n", "",
           "unit_realtime::Stream.HasOneMessageInFlightHoweverFarBehindItIs"),
    Mutant("trims-the-newest", "P3", "src/adapters/sqlite/trim.cpp",
           "std::min(last + 1, ledger->log.head)", "last + 1",
           "conformance_event_log::EventLog.IsTrimmedFromTheFrontButKeepsItsNewestEvent"),

    # Read marks
    Mutant("mark-counted-twice", "P3", "src/adapters/sqlite/read_marks.cpp",
           "if (seq <= ledger.marks.read_up_to || find_is_deleted(access, ledger, seq)) return;",
           "if (seq <= ledger.marks.read_up_to) return;",
           "conformance_notification_store::NotificationStore.AgreesWithASlowCountWhateverIsDone"),
    Mutant("marks-outlive-their-events", "P3", "src/adapters/sqlite/trim.cpp",
           "drop_marks_of_trimmed(access, *ledger);", "",
           "conformance_notification_store::NotificationStore.AMarkGoesWithItsEvent"),
    Mutant("read-all-reads-the-unseen", "P3", "src/adapters/sqlite/read_marks.cpp",
           "raise(access, ledger, marks, seq);", "raise(access, ledger, marks, ledger.log.head);",
           "tests/api/test_read_marks.py::test_read_all_goes_up_to_a_notification_and_no_further"),
    Mutant("etag-without-marks", "P4", "src/api/stream_poll.cpp",
           "                            position.marks.version, query.limit", "                            0, query.limit",
           "tests/api/test_notification_filters.py::test_whatever_changes_the_answer_changes_its_etag"),
    # Personal data
    Mutant("erased-stays-in-the-message", "P3", "src/json/event.cpp",
           "if (!reason || !reason->text) return std::string(head);", "return std::string(head);",
           "unit_json::PersonalData.IsTakenOutOfAnEventThatElseStaysAsItWas"),
    Mutant("erased-stays-in-free-pages", "P3", "src/adapters/sqlite/open_sqlite_store.cpp",
           "PRAGMA secure_delete = ON", "PRAGMA secure_delete = OFF",
           "conformance_personal_data::PersonalData.IsGoneFromTheFilesAfterAPurge"),
    Mutant("erased-stays-in-the-tail", "P3", "src/realtime/topic.cpp",
           "    ring_ = TailRing();\n    pages_.clear();\n", "",
           "unit_realtime::Stream.ReadsTheStoreAgainWhenItsTextsWereRewritten"),
    # Statistics
    Mutant("days-of-utc", "-", "src/domain/statistics.cpp",
           "auto const date = date_of(zone_, instant);", "auto const date = date_of(utc(), instant);",
           "tests/api/test_statistics.py::test_a_year_is_what_a_second_computation_says"),
    Mutant("cancelled-is-sold", "-", "src/domain/statistics.cpp",
           "return status != OrderStatus::cancelled && status", "return status",
           "tests/api/test_statistics.py::test_cancelled_and_test_orders_are_kept_out_of_sales"),

    # P7: forward only
    Mutant("from-not-asked", "P7", DECIDING_STATUS,
           "if (command.from && *command.from != order.status) return Refusal::moved;", "",
           ONCE + "test_of_people_who_change_one_order_at_once_one_wins"),
    Mutant("if-match-not-asked", "P7", DECIDING_STATUS,
           "if (command.if_version && *command.if_version != order.version) return Refusal::stale_version;", "",
           ORDERS + "test_if_match_may_stand_in_for_from"),
    Mutant("repeat-of-another-device", "P7", DECIDING_STATUS,
           "history.back().by != command.actor", "history.back().by.credential != command.actor.credential",
           ONCE + "test_a_repeat_from_the_same_device_is_200_and_no_event"),
    Mutant("repeat-not-known", "P7", DECIDING_STATUS,
           "    if (is_repeat(order, command)) return Repeated{};\n", "    (void)is_repeat;\n",
           ONCE + "test_50_parallel_repeats_of_one_device_are_one_event"),
    Mutant("shortcut-to-ready", "P7", "src/domain/lifecycle.cpp",
           "Arrow{confirmed,        ready,            When::always},",
           "Arrow{confirmed,        ready,            When::always},\n"
           "    Arrow{pending,          ready,            When::always},",
           ORDERS + "test_only_the_arrows_of_the_lifecycle_exist"),
    Mutant("refund-of-the-unpaid", "P7", "src/domain/lifecycle.cpp",
           "case When::paid: return context.was_paid;", "case When::paid: return true;",
           ORDERS + "test_only_the_arrows_of_the_lifecycle_exist"),
    Mutant("channel-confirms", "P7", "src/domain/lifecycle.cpp",
           "if (context.by_channel && (to != cancelled || from >= out_for_delivery)) return false;", "",
           ORDERS + "test_a_channel_may_only_cancel_and_only_its_own"),

    # P9: bounded
    Mutant("slow-header-waits", "P9", "src/http/connection.cpp",
           "if (is_late) expire(refusal::header_timeout);", "",
           HOSTILE + "Hostile.CountsEveryTimeLimitThatBites"),
    Mutant("answer-without-end", "P9", "src/http/connection_answer.cpp",
           "answer_deadline_ = *answered_ + core_->limits().answer_timeout;", "answer_deadline_ = SteadyTime::max();",
           HOSTILE + "Hostile.CutsAReaderThatTakesTooLong"),
    Mutant("silence-is-believed", "P9", "src/http/listener.cpp",
           "set(SOL_SOCKET, SO_KEEPALIVE, 1);", "",
           HOSTILE + "Hostile.SeesThatAnIdlePeerIsGone"),
    Mutant("address-without-limit", "P9", "src/http/door.cpp",
           "if (found->second >= most) return std::nullopt;", "(void)most;",
           HOSTILE + "Hostile.TurnsAwayAnAddressWithTooManyConnections"),
    Mutant("places-never-given-back", "P9", "src/http/door.hpp",
           "if (tally_) tally_->leave(client_);", "",
           HOSTILE + "Hostile.TurnsAwayAnAddressWithTooManyConnections"),
    Mutant("proxy-counted-as-client", "P9", "src/http/door.cpp",
           "if (is_proxy) return {nullptr, std::nullopt};", "(void)is_proxy;",
           HOSTILE + "Hostile.LetsATrustedProxyHaveMore"),
    Mutant("flood-let-in", "P9", "src/http/door.cpp",
           "if (!rate_.take(now)) return {&refusal::accept_rate, std::nullopt};", "(void)now;",
           HOSTILE + "Door.LetsInSoManyASecond"),
    Mutant("chunks-cost-nothing", "P9", "src/http/request_parser.cpp",
           "if (overhead_ > most_overhead_) refusal_ = &refusal::chunk_overhead;", "",
           HOSTILE + "Hostile.LimitsWhatChunksAddToABody"),
    Mutant("encoded-body-taken", "P9", "src/http/connection_request.cpp",
           'if (is_encoded(request_.header("Content-Encoding")))', 'if (false && is_encoded(std::nullopt))',
           HOSTILE + "Hostile.TakesNoCompressedBodies"),
    Mutant("deflate-agreed-to", "P9", "src/http/websocket_session.cpp",
           'answer.set("X-Request-Id", request_id);',
           'answer.set("X-Request-Id", request_id);\n'
           '        answer.set("Sec-WebSocket-Extensions", "permessage-deflate");',
           "tests/api/test_rfc6455.py::test_compression_is_never_agreed_to"),
    Mutant("pings-are-free", "P9", "src/http/websocket_session.cpp",
           "if (!takes_message()) begin_close_flooded();", "",
           HOSTILE + "WebSocketHandler.ClosesFloods"),
    Mutant("messages-are-free", "P9", "src/http/websocket_session.cpp",
           "if (!takes_message()) {", "if (false) {",
           HOSTILE + "WebSocketHandler.ClosesFloods"),
    Mutant("fragments-are-free", "P9", "src/http/websocket_transport.hpp",
           "{ received_ += bytes; }", "{ (void)bytes; }",
           HOSTILE + "WebSocketHandler.ClosesFloods"),
    Mutant("news-is-not-to-be-answered", "P9", "src/http/websocket_session.cpp",
           "messages_.give(1);", "",
           HOSTILE + "WebSocketHandler.MayAlwaysBeAnswered"),
    Mutant("two-hosts-taken", "P9", "src/http/framing_guard.cpp",
           "if (has_host_) return &refusal::two_hosts;", "",
           "tests/api/test_framing.py::test_ambiguous_framing_is_refused_and_closed"),

    # Edits, who saw an order, and the acceptance clock
    Mutant("edit-of-nothing", "P3", "src/domain/edit_order.cpp",
           "if (fields.empty()) return Unchanged{};", "",
           "tests/api/test_order_edits.py::test_an_edit_that_changes_nothing_is_no_event"),
    Mutant("last-one-saw-it", "P3", CHANGING,
           "if (row->seen) return false;", "",
           "conformance_order_store::OrderStore.TheFirstWhoSawAnOrderIsKeptBesideTheLog"),
    Mutant("reminders-die-with-the-process", "P3", LEDGERS,
           "if (query.is_null(6)) continue;", "continue;",
           "tests/api/test_acceptance.py::"
           "test_what_nobody_accepts_is_reminded_escalated_and_cancelled_once_across_restarts"),
    Mutant("reminded-again-and-again", "P3", "src/domain/acceptance.cpp",
           "if (n <= reminded) return std::nullopt;", "if (n == 0) return std::nullopt;",
           "conformance_acceptance::AcceptanceStore.AskedTwiceAtOnceEachThingIsSaidOnce"),
    Mutant("no-grace", "P7", "src/usecases/acceptance_clock.cpp",
           "no_cancel_before_ = now + grace_;", "no_cancel_before_ = now;",
           "conformance_acceptance::AcceptanceStore."
           "AServerThatWasOffForAnHourCancelsNothingInTheFirst90Seconds"),

    # P9: what is looked at, and what is not told
    Mutant("proxied-metrics-for-everybody", "P9", "src/api/observation_routes.cpp",
           "return request.peer.is_loopback() &&", "return request.peer.is_loopback() ||",
           "tests/api/test_metrics.py::test_what_a_proxy_passes_on_needs_the_token"),
    Mutant("path-in-the-log", "P9", "src/http/connection_answer.cpp",
           'telemetry::Field const route("route", request_.route);',
           'telemetry::Field const route("route", request_.target);',
           "tests/api/test_canaries.py::test_nothing_entrusted_is_logged_or_shown"),
    Mutant("traces-everything", "P9", "src/http/connection_request.cpp",
           "if (!parent && !tracing.sink) return;", "",
           "tests/api/test_traces.py::test_a_request_without_a_trace_gets_none_when_nobody_collects"),
    Mutant("reminder-starts-the-clock-anew", "P3", "src/adapters/sqlite/due_orders.cpp",
           "started = known->second;", "",
           "unit_adapters_sqlite::DueOrdersTest.AReminderDoesNotStartTheClockAnew"),
    # Rate limits
    Mutant("counts-without-lock", "P9", RATE_TABLE,
           "    std::scoped_lock const lock(shards_[places.shard].mutex);\n    auto* entry = find(places);\n"
           "    auto const taken", "    auto* entry = find(places);\n    auto const taken",
           "conformance_rate_counter::RateCounter.SixtyFourThreadsFromOneAddressAreLetInExactlyAThousandTimes"),
    Mutant("burst-of-one-more", "P9", "src/domain/quota.cpp",
           "debt + interval <= capacity", "debt <= capacity",
           "unit_domain::Quota.NoSpanOfTimeGetsMoreThanTheLimitAndWhatCameBackInIt"),
    Mutant("refusal-costs", "P9", "src/domain/quota.cpp",
           "if (is_granted) debt += interval;", "debt += interval;",
           "unit_domain::Quota.ARefusalChangesNothingAndSaysToTheMicrosecondWhenItEnds"),
    Mutant("fat-counters", "P9", RATE_TABLE,
           "std::calloc(shards * sets_per_shard_, sizeof(Set))", "std::calloc(shards * sets_per_shard_, 2 * sizeof(Set))",
           "unit_adapters_local::RateTable.AMillionAddressesCostLessThan64MiB"),
    Mutant("flood-forgets-the-exhausted", "P9", RATE_TABLE,
           "std::ranges::min_element(sets_[set]", "std::ranges::max_element(sets_[set]",
           "unit_adapters_local::RateTable.AFloodForgetsWhoUsedLittleAndNeverWhoUsedEverythingUp"),
    Mutant("one-table-for-all", "P9", "src/adapters/local/rate_counter.cpp",
           "ports::takes_a_credential(key.subject()) ? callers_ : anybodys_",
           "ports::takes_a_credential(key.subject()) ? anybodys_ : anybodys_",
           "unit_adapters_local::RateTable.AFloodOfAddressesTouchesNoCredential"),
    Mutant("refused-credentials-are-free", "P9", "src/api/route.cpp",
           "if (failure.kind != base::FailureKind::unavailable)", "if (failure.kind == base::FailureKind::unavailable)",
           LIMITS + "test_without_a_good_credential_the_address_is_counted"),
    Mutant("sign-ins-count-to-the-credential", "P9", "src/api/route.cpp",
           "if (rate.use != RateUse::proof && !credential(request).empty())", "if (!credential(request).empty())",
           LIMITS + "test_signing_in_and_what_leads_to_it_share_ten_in_a_while"),
    Mutant("right-passwords-count", "P9", "src/api/session_routes.cpp",
           "co_await limits.password_was_not_wrong(account);", "{}",
           LIMITS + "test_wrong_passwords_count_to_the_account_wherever_they_come_from"),
    Mutant("refused-refreshes-are-free", "P9", "src/api/route.cpp",
           "!verdict.is_counted() && is_strangers_mistake(request, response)", "false && is_strangers_mistake(request, response)",
           LIMITS + "test_refreshes_count_to_their_session_and_refused_ones_to_the_address"),
    Mutant("all-devices-are-one", "P9", "src/usecases/rate_limits.cpp",
           "key.bytes[1] = static_cast<std::uint8_t>(device % RateLimits::devices_told_apart);",
           "key.bytes[1] = static_cast<std::uint8_t>(device % 1);",
           LIMITS + "test_a_device_reads_its_stream_without_being_counted"),
    Mutant("each-ipv6-address-counts", "P9", "src/usecases/rate_limits.cpp",
           "std::copy_n(all.begin(), 8, bytes.begin() + 1);", "std::copy_n(all.begin() + 8, 8, bytes.begin() + 1);",
           LIMITS + "test_an_ipv6_subnet_is_one_address"),
    Mutant("health-is-counted", "P9", "src/api/rate_class.cpp",
           'if (is_under(path, "/health") || is_under(path, "/docs"))', 'if (is_under(path, "/docs"))',
           LIMITS + "test_health_and_files_are_exempt"),
    # P8: isolated
    Mutant("staff-edits-the-business", "P8", WHO_MAY,
           "Row{Action::edit_business,       no,   yes,", "Row{Action::edit_business,       yes,  yes,", ACCESS),
    Mutant("managers-manage-members", "P8", WHO_MAY,
           "Row{Action::manage_members,      no,   no,", "Row{Action::manage_members,      no,   yes,", ACCESS),
    Mutant("write-keys-list-orders", "P8", WHO_MAY,
           "Row{Action::list_orders,         yes,  yes,    yes,   no,",
           "Row{Action::list_orders,         yes,  yes,    yes,   own,", ACCESS),
    Mutant("keys-of-other-businesses", "P8", "src/usecases/access.cpp",
           "if (channel->business == business) standing.scopes", "standing.scopes", ACCESS),
    Mutant("keys-see-each-others-orders", "P8", "src/usecases/orders.cpp",
           "if (caller.channel() && !is_own) co_return std::unexpected(order_not_found());", "", ACCESS),
    Mutant("keys-do-what-people-do", "P8", "src/api/route.cpp",
           "if (callers == Callers::users && !caller->user())", "if (false)", ACCESS),
    Mutant("everybody-is-admin", "P8", "src/usecases/access.cpp",
           "if (*found && (*found)->is_admin)", "if (*found)", ACCESS),
    Mutant("ended-sessions-go-on", "P8", "src/usecases/access.cpp",
           "if (!*session || (*session)->user != claims->user) co_return session_ended();", "", ACCESS),
    Mutant("staff-sends-colleagues-away", "P8", "src/api/device_routes.cpp",
           "if (owner.actor().credential != caller.actor().credential) {", "if (false) {", ACCESS),

    Mutant("every-mistake-is-named", "P9", "src/api/problem.cpp",
           "if (problem.errors.size() == max_errors) break;", "",
           "tests/api/test_bad_orders.py::test_of_very_many_mistakes_50_are_named"),
    # Backups and restores
    Mutant("restored-history-continued", "P3", "src/adapters/sqlite/restore.cpp",
           "auto const epoch = base::random_token(epoch_bytes);",
           'auto query = database.query("SELECT epoch FROM businesses WHERE number = ?");\n'
           "        query.bind(number).step();\n        std::string const epoch(query.text(0));",
           "tests/api/test_backup.py::"
           "test_the_log_of_a_restored_business_says_so_and_old_cursors_are_of_another_history"),
    Mutant("restored-numbers-again", "P2", "src/domain/record_restore.cpp",
           "log.last_number + command.numbers_skipped", "log.last_number",
           "tests/api/test_recovery.py::test_the_drill"),
    Mutant("checksum-not-compared", "P1", "src/adapters/sqlite/backup_file.cpp",
           "if (as_text(computed) != ending->digest)", "if (as_text(computed).size() != ending->digest.size())",
           "tests/api/test_backup.py::test_a_changed_byte_is_noticed_and_nothing_is_restored"),
]
