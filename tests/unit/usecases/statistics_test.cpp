// SPDX-License-Identifier: Apache-2.0
#include "usecases/statistics.hpp"

#include "shop.hpp"
#include "usecases/recent_reports.hpp"

namespace {

using namespace std::chrono_literals;
using shop::code_of;
using std::chrono::days;
using std::chrono::local_days;
using usecases::ReportEdge;

local_days date(int month, int day) { return local_days(std::chrono::year(2026) / month / day); }

class Statistics : public shop::Shop {
protected:
    Statistics()
    {
        // 22:30 in Baghdad, three hours ahead of UTC, on the 20th.
        auto const late = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20) + 19h + 30min;
        clock_.advance(late - clock_.now());
        domain::BusinessPatch patch;
        patch.timezone = "Asia/Baghdad";
        domain::ChangeBusiness change{domain::EventId::make(clock_.now()), business_, std::move(patch), {}};
        EXPECT_EQ(code_of(run(store_->journal().commit(std::move(change)))), "ok");
    }

    base::Result<usecases::Statistics::Found> find(std::optional<ReportEdge> from = {},
                                                   std::optional<ReportEdge> to = {})
    {
        return run(statistics_.find(owner_there_, business_, from, to));
    }

    static base::Instant in_baghdad(local_days day) { return base::Instant(day.time_since_epoch() - 3h); }

    usecases::RecentReports reports_{store_->reports(), clock_};
    usecases::Statistics statistics_{reports_, store_->businesses(), *zones_, access_, clock_};
    domain::Principal owner_there_ = owner();
};

TEST_F(Statistics, AreForMembers)
{
    EXPECT_EQ(code_of(run(statistics_.find(staff(), business_, {}, {}))), "ok");
    EXPECT_EQ(code_of(run(statistics_.find(channel(), business_, {}, {}))), "forbidden");
    EXPECT_EQ(code_of(run(statistics_.find(stranger(), business_, {}, {}))), "business_not_found");
}

TEST_F(Statistics, AStrangerIsToldNothingOfWhatIsWrongWithTheQuestion)
{
    EXPECT_EQ(code_of(run(statistics_.find(stranger(), business_, date(11, 2), date(11, 1)))), "business_not_found");
}

TEST_F(Statistics, AreUsuallyOfThirtyDaysUpToTheEndOfToday)
{
    auto const query = find()->query;
    EXPECT_EQ(query.to, in_baghdad(date(11, 21)));
    EXPECT_EQ(query.from, in_baghdad(date(10, 22)));
    EXPECT_EQ(query.timezone, "Asia/Baghdad");
    EXPECT_EQ(query.business, business_);
}

TEST_F(Statistics, TodayIsThatOfTheBusiness)
{
    clock_.advance(2h);
    EXPECT_EQ(find()->query.to, in_baghdad(date(11, 22))) << "past midnight there, not yet in UTC";
}

TEST_F(Statistics, WithoutABeginningAreOfTheThirtyDaysBeforeTheEnd)
{
    EXPECT_EQ(find({}, date(11, 11))->query.from, in_baghdad(date(10, 12)));
    auto const in_the_day = in_baghdad(date(11, 10)) + 12h;
    EXPECT_EQ(find({}, in_the_day)->query.to, in_the_day);
    EXPECT_EQ(find({}, in_the_day)->query.from, in_baghdad(date(10, 12)));
}

TEST_F(Statistics, MustEndBehindTheirBeginning)
{
    EXPECT_EQ(code_of(find(date(11, 1), date(11, 1))), "query_invalid");
    EXPECT_EQ(code_of(find(date(11, 2), date(11, 1))), "query_invalid");
    EXPECT_EQ(code_of(find(date(12, 1))), "query_invalid");
    EXPECT_EQ(code_of(find(date(11, 1), date(11, 2))), "ok");
}

TEST_F(Statistics, AreOf366DaysAtMost)
{
    auto const end = date(11, 21);
    EXPECT_EQ(code_of(find(end - days(366), end)), "ok");
    EXPECT_EQ(code_of(find(end - days(367), end)), "query_invalid");
    EXPECT_EQ(code_of(find(in_baghdad(end - days(366)) - 1us, end)), "query_invalid");
}

TEST_F(Statistics, CountOnlyOrdersThatWereCreatedInTheTime)
{
    placed();
    EXPECT_EQ(find()->report->statistics.total, 1);
    EXPECT_EQ(find({}, date(11, 20))->report->statistics.total, 0);
}

TEST_F(Statistics, SayHowOldTheyAre)
{
    EXPECT_EQ(find()->age, 0s);
    clock_.advance(7'900ms);
    EXPECT_EQ(find()->age, 7s);
}

}
