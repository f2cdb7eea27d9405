# SPDX-License-Identifier: Apache-2.0
"""Values for JSON Schemas: good ones, ones at a limit, wrong ones, and bodies that are hardly JSON at all."""

import copy
import json
import re

from re import _parser as regex_parser

TEXTS = ["", " ", "x", "ü", "طلب رقم ١", "🍕🔥", "a\u0000b", "\u202egnp.exe", "\ufeffx", "é" * 40, "' OR 1=1 --",
         "%s%n%x", "../../etc/passwd", "<script>alert(1)</script>", "${jndi:ldap://x}", "\r\nX: y", "\t", "null",
         "true",
         "0", "-1", "1e999", "\u2028", "\ud83d", "\udc00\ud800", "A" * 300, "A" * 5000, "𝒳" * 70]
NUMBERS = [0, -1, 1, 2, 59, 60, 255, 256, 65535, 65536, 2**31 - 1, 2**31, 2**32, 2**53 - 1, 2**53, 2**53 + 1, 2**63 - 1,
           2**63, 2**64, -2**63, -2**63 - 1, 10**30, 0.1, -0.0, 1.0, 1e-9, 1.7976931348623157e308, 90.0000001, 1e5]
OTHERS = [None, True, False, [], {}, "", "7", 7, 1.5, [[]], [None], {"": None}, {"a": {"b": [1]}}]
TIMES = ["2026-07-01T10:00:00Z", "2026-12-31T23:59:59.999Z", "2024-02-29T00:00:00.000Z", "1970-01-01T00:00:00Z",
         "9999-12-31T23:59:59.999Z"]
BAD_TIMES = ["2026-02-30T10:00:00Z", "2026-07-01", "2026-07-01T25:00:00Z", "2026-07-01T10:00:00", "now", "1e9",
             "0000-00-00T00:00:00Z", "2026-07-01T10:00:00+99:99", "99999-01-01T00:00:00Z", "2026-07-01T10:00:60Z"]


class Values:
    """Makes values for schemas of one document. `known` makes realistic ones by the name of a member."""

    def __init__(self, rng, document, known):
        self.rng = rng
        self.document = document
        self.known = known

    def resolved(self, schema):
        """The schema without references, with what `allOf` adds to its properties."""
        if schema is True or schema is False:
            return {}
        while "$ref" in schema:
            target = self.document
            for part in schema["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            schema = {**target, **{name: value for name, value in schema.items() if name != "$ref"}}
        for part in schema.get("allOf", []):
            part = self.resolved(part)
            schema = {**schema, "properties": {**part.get("properties", {}), **schema.get("properties", {})},
                      "required": [*schema.get("required", []), *part.get("required", [])]}
        return schema

    def is_likely(self, probability):
        return self.rng.random() < probability

    # --- Good values

    def good(self, schema, name="", depth=0):
        schema = self.resolved(schema)
        if name in self.known and self.is_likely(0.94):
            return self.known[name]()
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self.rng.choice(schema["enum"])
        for keyword in ("oneOf", "anyOf"):
            if keyword in schema:
                return self.good(self.rng.choice(schema[keyword]), name, depth)
        kind = schema.get("type", "object" if "properties" in schema else "string")
        if isinstance(kind, list):
            kind = self.rng.choice([each for each in kind if each != "null" or self.is_likely(0.1)] or kind)
        return {"object": self.good_object, "array": self.good_array, "string": self.good_string,
                "integer": self.good_integer, "number": self.good_number, "boolean": lambda *_: self.is_likely(0.5),
                "null": lambda *_: None}[kind](schema, depth)

    def good_object(self, schema, depth):
        required = schema.get("required", [])
        chance = 0.35 if depth < 3 else 0.1
        value = {name: self.good(member, name, depth + 1) for name, member in schema.get("properties", {}).items()
                 if name in required or self.is_likely(chance)}
        if "then" in schema and self.is_likely(0.8):
            then = self.resolved(schema["then"])
            for name in then.get("required", []):
                if value.get(name) is None:
                    member = then.get("properties", {}).get(name, schema["properties"].get(name, {}))
                    value[name] = self.good(member, name, depth + 1)
        return value

    def good_array(self, schema, depth):
        least = schema.get("minItems", 0)
        count = self.rng.randint(least, min(schema.get("maxItems", least + 3), least + 3))
        return [self.good(schema.get("items", {}), "", depth + 1) for _ in range(count)]

    def good_string(self, schema, _):
        kind = schema.get("format")
        if kind == "date-time":
            return self.rng.choice(TIMES)
        if kind == "email":
            return f"someone{self.rng.randint(1, 10**6)}@example.org"
        if kind in ("uri", "url"):
            return "https://example.org/a?b=c"
        if kind == "date":
            return "2026-07-01"
        if "pattern" in schema:
            return self.matching(schema["pattern"])
        least = schema.get("minLength", 0)
        size = self.rng.randint(least, max(least, min(schema.get("maxLength", 20), 20)))
        return "".join(self.rng.choice("abcXYZ 012-_é☕ق") for _ in range(size))

    def matching(self, pattern):
        """A text that the regular expression matches."""
        return self.sampled(regex_parser.parse(pattern))

    def sampled(self, parsed):
        out = ""
        for operation, argument in parsed:
            operation = str(operation)
            if operation == "LITERAL":
                out += chr(argument)
            elif operation == "NOT_LITERAL":
                out += "x" if argument != ord("x") else "y"
            elif operation == "ANY":
                out += "x"
            elif operation == "IN":
                out += self.sampled_from(argument)
            elif operation in ("MAX_REPEAT", "MIN_REPEAT"):
                least, most, inner = argument
                out += "".join(self.sampled(inner) for _ in range(self.rng.randint(least, min(int(most), least + 6))))
            elif operation == "SUBPATTERN":
                out += self.sampled(argument[-1])
            elif operation == "BRANCH":
                out += self.sampled(self.rng.choice(argument[1]))
        return out

    def sampled_from(self, choices):
        kind, argument = self.rng.choice(choices)
        if str(kind) == "LITERAL":
            return chr(argument)
        if str(kind) == "RANGE":
            return chr(self.rng.randint(*argument))
        return "x"

    def good_integer(self, schema, _):
        least, most = schema.get("minimum", 0), schema.get("maximum", 1000)
        return self.rng.choice([least, most, self.rng.randint(least, most),
                                self.rng.randint(least, min(most, least + 50))])

    def good_number(self, schema, _):
        return round(self.rng.uniform(schema.get("minimum", -1000), schema.get("maximum", 1000)), 7)

    # --- Values at and beyond a limit

    def at_a_limit(self, schema):
        """A value that one keyword of the schema only just takes, or only just does not."""
        schema = self.resolved(schema)
        found = []
        for name, change in (("maxLength", 0), ("maxLength", 1), ("minLength", 0), ("minLength", -1)):
            if name in schema and schema[name] + change >= 0:
                found.append(self.rng.choice("aé☕𝒳") * (schema[name] + change))
        for name, change in (("minimum", 0), ("minimum", -1), ("maximum", 0), ("maximum", 1)):
            if name in schema:
                found.append(schema[name] + change)
        for name, change in (("maxItems", 0), ("maxItems", 1), ("minItems", 0), ("minItems", -1)):
            if name in schema and 0 <= schema[name] + change <= 1001:
                item = self.good(schema.get("items", {}))
                found.append([copy.deepcopy(item) for _ in range(schema[name] + change)])
        if schema.get("format") == "date-time":
            found += BAD_TIMES
        if "pattern" in schema:
            text = self.matching(schema["pattern"])
            found += [text + "x", text[:-1], text.upper(), " " + text, text + "\n"]
        if "enum" in schema:
            found += [str(each).upper() for each in schema["enum"]]
        return self.rng.choice(found) if found else self.wrong()

    def wrong(self):
        return copy.deepcopy(self.rng.choice(self.rng.choice([TEXTS, NUMBERS, OTHERS])))

    def spoiled(self, schema, value):
        """The value with one thing in it changed, added, or left out."""
        schema, value = self.resolved(schema), copy.deepcopy(value)
        for keyword in ("oneOf", "anyOf"):
            if keyword in schema:
                schema = self.resolved(self.rng.choice(schema[keyword]))
        if isinstance(value, dict) and self.is_likely(0.9):
            names = list(schema.get("properties", {}))
            choice = self.rng.random()
            if choice < 0.15 and value:
                del value[self.rng.choice(list(value))]
            elif choice < 0.25:
                value[self.rng.choice(["", "x", "__proto__", "id", "is_admin", "role", "ü", "A" * 300])] = self.wrong()
            elif names:
                name = self.rng.choice(list(value)) if value and self.is_likely(0.7) else self.rng.choice(names)
                member = schema.get("properties", {}).get(name, {})
                value[name] = self.spoiled(member, value.get(name, self.good(member, name)))
            return value
        if isinstance(value, list) and value and self.is_likely(0.7):
            at = self.rng.randrange(len(value))
            value[at] = self.spoiled(schema.get("items", {}), value[at])
            return value
        return self.at_a_limit(schema) if self.is_likely(0.6) else self.wrong()

    # --- Bytes

    def broken(self, body):
        """The bytes with something done to them that JSON or UTF-8 does not allow, or hardly."""
        at = self.rng.randrange(len(body) + 1)
        return self.rng.choice([
            lambda: body[:at],
            lambda: body + b"x",
            lambda: body + body,
            lambda: b"\xef\xbb\xbf" + body,
            lambda: body[:at] + b"\xff\xfe" + body[at:],
            lambda: body[:at] + b"\x00" + body[at:],
            lambda: body.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass"),
            lambda: body.replace(b"{", b'{"x":1,"x":2,', 1),
            lambda: body.replace(b'"', b"'"),
            lambda: body.replace(b",", b",,", 1),
            lambda: b"[" * self.rng.choice([31, 32, 33, 5000]) + body,
            lambda: b'{"a":' * 40 + b"1" + b"}" * 40,
            lambda: re.sub(rb"\d+", self.rng.choice([b"1e400", b"-", b"01", b"NaN", b"1" * 400, b"1.000000000001"]),
                           body, count=1),
            lambda: b"",
            lambda: b" " * self.rng.choice([1, 1000, 262_144 - len(body), 262_145]) + body,
            lambda: b"/* */" + body,
            lambda: json.dumps(json.dumps("x" * 200_000)).encode(),
            lambda: bytes(self.rng.randrange(256) for _ in range(self.rng.choice([1, 10, 1000]))),
            lambda: re.sub(rb'"([^"]*)"', rb'"\\ud800\\u0000\1\\x"', body, count=1),
        ])()
