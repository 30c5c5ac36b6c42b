#include "config/fields.h"
#include "config/schema_gate.h"
#include "config/schemas.h"
#include "file_text.h"
#include "ignite/config/parse.h"
#include "ignite/config/versions.h"
#include "ignite/json/document.h"

#include <catch2/catch.hpp>

#include <optional>
#include <set>

using namespace ignite;
using namespace ignite::config;

namespace {

std::optional<json::Value> member(const json::Value& object, std::string_view key) {
    for (const json::Member candidate : object.members())
        if (candidate.key.is_text(key))
            return candidate.value;
    return std::nullopt;
}

// Holds one version's schema against the field tables, in both directions.
class Comparison {
public:
    Comparison(const json::Value& schema, Version version)
        : definitions_{*member(schema, "definitions")}, version_{version} {}

    void object(const json::Value& given, Fields fields, const Place& place) {
        const json::Value schema = resolve(given);
        INFO(place.text());
        REQUIRE(member(schema, "type")->is_text("object"));
        CHECK(member(schema, "additionalProperties")->kind() == json::Kind::false_value);
        const json::Value properties = *member(schema, "properties");
        std::set<std::string> in_tables;
        for (const Field& field : fields) {
            if (version_ < field.since)
                continue;
            in_tables.emplace(field.key);
            const auto property = member(properties, field.key);
            INFO(field.key);
            REQUIRE(property);
            compare(*property, field, place / field.key);
        }
        std::set<std::string> in_schema;
        for (const json::Member property : properties.members())
            in_schema.insert(property.key.text());
        CHECK(in_schema == in_tables);
    }

private:
    json::Value resolve(const json::Value& given) const {
        const auto reference = member(given, "$ref");
        if (!reference)
            return given;
        const std::string name = reference->text().substr(std::string{"#/definitions/"}.size());
        INFO(name);
        const auto found = member(definitions_, name);
        REQUIRE(found);
        return *found;
    }

    // "string", or "string or null".
    std::string type_of(const json::Value& property) const {
        const json::Value type = *member(property, "type");
        if (type.kind() == json::Kind::string)
            return type.text();
        std::string joined;
        for (const json::Value name : type.elements())
            joined += (joined.empty() ? "" : " or ") + name.text();
        return joined;
    }

    void compare(const json::Value& property, const Field& field, const Place& place) {
        if (field.kind == FieldKind::object)
            return object(property, field.members, place);
        if (is_list(field.kind)) {
            CHECK(type_of(property) == "array");
            const json::Value items = *member(property, "items");
            if (field.kind == FieldKind::objects)
                object(items, field.members, place);
            else
                CHECK(type_of(items) == "string");
            return;
        }
        const bool is_optional = field.kind >= FieldKind::optional_text && version_ >= field.optional_since;
        const std::string name = field.kind == FieldKind::text || field.kind == FieldKind::optional_text
                                     ? "string"
                                 : field.kind == FieldKind::optional_flag ? "boolean"
                                                                          : "integer";
        CHECK(type_of(property) == name + (is_optional ? " or null" : ""));
    }

    json::Value definitions_;
    Version version_;
};

} // namespace

TEST_CASE("schemas and field tables have the same members of the same types", "[config][schema]") {
    REQUIRE(embedded_schemas().size() == spec_versions().size());
    for (const SpecVersion& version : spec_versions()) {
        INFO(version.text);
        const std::string text = source_file("schema/" + std::string{version.schema} + ".json");
        const auto schema = json::Document::parse(text);
        REQUIRE(schema);
        Comparison{schema->root(), version.version}.object(schema->root(), config_fields, Place::root());
        CHECK(text.find("allOf") == std::string::npos);
    }
}

TEST_CASE("what is compiled in is what is published, without what only people read", "[config][schema]") {
    for (const EmbeddedSchema& schema : embedded_schemas()) {
        INFO(schema.name);
        CHECK(json::Document::parse(schema.text));
        CHECK(schema.text.find("\"description\":\"") == std::string_view::npos);
        CHECK(schema.text.find("\"additionalProperties\":false") != std::string_view::npos);
    }
}

TEST_CASE("the last gate speaks up when our rules let something through that the schema refuses",
          "[config][schema]") {
    Config config;
    config.ignition.version = "3.4.0";
    config.storage.files.emplace_back();
    config.storage.files[0].mode = 1 << 20;
    const auto row = std::ranges::find(spec_versions(), std::string_view{"3.4.0"}, &SpecVersion::text);

    Report report;
    check_schema(config, *row, report);

    REQUIRE(report.findings().size() == 1);
    CHECK(report.findings()[0].code == "schema");
    CHECK(report.findings()[0].text.find("/storage/files/0/mode") != std::string::npos);
}
