# SPDX-License-Identifier: Apache-2.0
"""Answers of the OpenAPI document that no scenario of tests/api can provoke, each with the test that shows it: a
pytest node below tests/, or a GoogleTest. The check at the end of a whole run (contract_plugin.py) sees to it that the
tests are there and that the document promises each answer."""

from contract import ANY

SEEN_ELSEWHERE = {
    (ANY, 500, "internal_error"): "Server.RefusesWithAProblemDocument",
    (ANY, 503, "outcome_unknown"): "StoreFaults.AFailedSyncLeavesTheOutcomeToTheNextStart",
    (ANY, 503, "shutting_down"): "PasswordHasher.MayGoWhileCallersWaitOnCoresThatRunNoMore",
    (ANY, 503, "store_failed"): "StoreFaults.AFullDiskRefusesAndForgetsAndWorksAgainWhenThereIsSpace",
    (("POST", "/api/v1/memberships"), 409, "too_many_members"): "Memberships.ABusinessHasNoMoreMembersThanItMay",
}
