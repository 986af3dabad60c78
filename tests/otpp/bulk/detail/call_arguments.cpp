// SPDX-License-Identifier: BSL-1.0
#include <otpp/bulk/detail/call_arguments.hpp>

#include "support/bulk_calls.hpp"
#include "support/bulk_engine.hpp"
#include "support/catch.hpp"

using namespace otpp::bulk::detail;

TEST_CASE("call arguments know prepared from cold keys and one from many",
          "[bulk/detail/call_arguments]")
{
    support::bulk_table table;
    table.look = {.back = 2, .ahead = 1};
    support::key_views const views{table.bytes};
    table.with_call(views.rows(), [](call_arguments const& call) {
        CHECK((call.prepared == nullptr && call.cold != nullptr));
        CHECK((call.back == 2 && call.ahead == 1 && call.steps() == 4));
        CHECK((!call.has_one_key() && !call.has_one_time()));
        CHECK((call.passcodes == nullptr && call.drifts == nullptr));
    });
    support::bulk_table one{1};
    one.time_of_row.resize(1);
    one.with_call(one.prepared(), [](call_arguments const& call) {
        CHECK((call.prepared != nullptr && call.cold == nullptr));
        CHECK((call.has_one_key() && call.has_one_time()));
    });
}
