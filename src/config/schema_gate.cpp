#include "schema_gate.h"

#include "canonical.h"
#include "ignite/json/schema.h"
#include "schemas.h"

#include <algorithm>

namespace ignite::config {

namespace {

Result<json::Schema> compile(const SpecVersion& version) {
    const auto schemas = embedded_schemas();
    const auto found = std::ranges::find(schemas, version.schema, &EmbeddedSchema::name);
    if (found == schemas.end())
        return fail(Fault::config, "there is none for ", version.text);
    return json::Schema::compile(found->text);
}

void report_our_mistake(std::string_view what, Report& report) {
    report.fail("schema", Place::root(), cat("the checker and the published schema disagree: ", what)).hint =
        "this is a bug of ignite, please report it";
}

} // namespace

void check_schema(const Config& config, const SpecVersion& version, Report& report) {
    const Result<json::Schema> schema = compile(version);
    if (!schema)
        return report_our_mistake(schema.error().describe(), report);
    json::SchemaCheck check{*schema};
    tell(config, version.version, check);
    if (!check.passed())
        report_our_mistake(check.violation(), report);
}

} // namespace ignite::config
