# SPDX-License-Identifier: Apache-2.0
"""The OpenAPI document is sound and names every route; /docs shows it in a browser without asking any other host."""

import json
import re
import subprocess

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

import contract
from client import Caller
from server import binary


@pytest.fixture(scope="module")
def text():
    return subprocess.run([binary(), "openapi"], check=True, capture_output=True, text=True).stdout


def without_doubles(pairs):
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), [name for name in names if names.count(name) > 1]
    return dict(pairs)


@pytest.fixture(scope="module")
def document(text):
    return json.loads(text, object_pairs_hook=without_doubles)


def every(value, wanted):
    if isinstance(value, dict):
        for name, each in value.items():
            if name == wanted:
                yield each
            yield from every(each, wanted)
    elif isinstance(value, list):
        for each in value:
            yield from every(each, wanted)


def test_the_server_serves_the_document_that_the_program_prints(anyone, text):
    answer = anyone.get("/openapi.json")
    assert answer.status == 200 and answer.body.decode() == text
    assert anyone.get("/openapi.json", headers={"If-None-Match": answer.headers["ETag"]}).status == 304


@pytest.mark.parametrize("path", ["/", "/docs", "/page/page.js", "/docs/docs.js"])
def test_pages_are_fetched_once(anyone, path):
    answer = anyone.get(path)
    assert answer.status == 200 and answer.headers["Content-Security-Policy"]
    assert anyone.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status == 304


def test_the_document_is_whole(document):
    assert document["openapi"].startswith("3.1.")
    version = subprocess.run([binary(), "version"], check=True, capture_output=True, text=True).stdout
    assert document["info"]["version"] in version
    for reference in every(document, "$ref"):
        found = document
        for name in reference.removeprefix("#/").split("/"):
            found = found[name]
    named = set(every(document, "$ref"))
    for kind in ("schemas", "parameters", "headers", "responses"):
        for name in document["components"][kind]:
            assert f"#/components/{kind}/{name}" in named, f"nobody refers to {kind}/{name}"


def test_the_document_and_the_route_table_have_the_same_operations(document):
    printed = subprocess.run([binary(), "routes", "--json"], check=True, capture_output=True, text=True).stdout
    routes = {(route["method"], contract.shape(route["path"])): route["callers"]
              for route in json.loads(printed)["routes"] if not re.match(r"/(page|docs)/", route["path"])}
    operations = contract.Document(document).operations
    assert set(routes) == set(operations)
    for key, callers in routes.items():
        schemes = {name for way in operations[key].get("security", []) for name in way}
        assert ("access_token" in schemes) == (callers != "anyone"), key
        assert ("api_key" in schemes) == (callers == "users_and_channels"), key


def test_every_schema_is_one(document):
    for schema in document["components"]["schemas"].values():
        contract.jsonschema.Draft202012Validator.check_schema(schema)


def test_every_operation_says_what_it_takes_and_answers(document):
    ids = list(every(document["paths"], "operationId"))
    assert len(ids) == len(set(ids))
    tags = {tag["name"] for tag in document["tags"]}
    for path, item in document["paths"].items():
        for method in contract.METHODS:
            if method not in item:
                continue
            operation = item[method]
            parameters = item.get("parameters", []) + operation.get("parameters", [])
            resolved = [contract.Document(document).resolved(each) for each in parameters]
            in_path = {each["name"] for each in resolved if each["in"] == "path"}
            assert in_path == set(re.findall(r"\{(\w+)\}", path)), (method, path)
            assert set(operation["tags"]) <= tags and operation["summary"]
            assert operation["responses"]["default"]["$ref"].endswith("/AnyRequest")
            assert set(operation.get("x-problems", {})) <= set(operation["responses"])


def test_requests_refuse_what_they_do_not_name(document):
    """As the server does: every object of a request is closed."""
    asked = {schema["$ref"] for body in every(document, "requestBody") for schema in every(body, "schema")}
    pending, objects = set(asked), 0
    while pending:
        reference = pending.pop()
        schema = document["components"]["schemas"][reference.rsplit("/", 1)[1]]
        pending |= set(every(schema, "$ref")) - asked
        asked |= pending
        for properties_of in [schema, *every(schema, "items"), *schema.get("oneOf", [])]:
            if "properties" in properties_of and properties_of.get("type") == "object":
                assert properties_of.get("additionalProperties") is False, reference
                objects += 1
    assert objects > 20


def test_production_hides_the_document_unless_told_otherwise(fresh_server):
    for settings, status in (({"environment": "production"}, 404), ({"environment": "production", "docs": "on"}, 200),
                             ({"docs": "off"}, 404)):
        server = fresh_server(public_url="https://orders.example.org", **settings)
        for path in ("/openapi.json", "/docs", "/docs/docs.js"):
            answer = Caller(server).get(path)
            assert answer.status == status, (settings, path, answer)
        server.stop()


@pytest.fixture
def browser():
    options = webdriver.ChromeOptions()
    for flag in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
                 "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = webdriver.Chrome(service=webdriver.chrome.service.Service("/usr/bin/chromedriver"), options=options)
    yield driver
    driver.quit()


def requested(browser):
    for entry in browser.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            yield message["params"]["request"]["url"]


def test_docs_show_every_operation_and_ask_nobody_else(server, browser, document):
    origin = f"http://{server.host}:{server.port}"
    policy = Caller(server).get("/docs").headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy and "unsafe" not in policy

    browser.get(origin + "/docs")
    count = len(list(every(document["paths"], "operationId")))
    WebDriverWait(browser, 60).until(lambda _: len(browser.find_elements(By.CLASS_NAME, "opblock")) == count)
    browser.find_element(By.ID, "operations-Orders-placeOrder").find_element(
        By.CLASS_NAME, "opblock-summary-control").click()
    WebDriverWait(browser, 60).until(lambda _: browser.find_elements(By.CLASS_NAME, "responses-table"))

    urls = list(requested(browser))
    assert origin + "/openapi.json" in urls
    assert [url for url in urls if not url.startswith((origin + "/", "data:"))] == []
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []
