#include "ignite/json/schema.h"

// Our regular expressions are none: the schemas have no patterns, and std::regex would weigh half a megabyte.
#define RAPIDJSON_SCHEMA_USE_INTERNALREGEX 1
#define RAPIDJSON_SCHEMA_USE_STDREGEX 0
#include <rapidjson/document.h>
#include <rapidjson/error/en.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>

#include <vector>

namespace ignite::json {

struct Schema::Compiled {
    explicit Compiled(const rapidjson::Document& parsed) : schema{parsed} {}

    rapidjson::SchemaDocument schema;
};

struct SchemaCheck::State {
    explicit State(const rapidjson::SchemaDocument& schema) : validator{schema} {}

    rapidjson::SchemaValidator validator;
    std::vector<rapidjson::SizeType> counts; // of the members or elements of each open container
};

Schema::Schema(std::unique_ptr<Compiled> compiled) : compiled_{std::move(compiled)} {}
Schema::Schema(Schema&&) noexcept = default;
Schema& Schema::operator=(Schema&&) noexcept = default;
Schema::~Schema() = default;

Result<Schema> Schema::compile(std::string_view text) {
    rapidjson::Document parsed;
    parsed.Parse(text.data(), text.size());
    if (parsed.HasParseError())
        return fail(Fault::config, "byte ", parsed.GetErrorOffset(), ": ",
                    rapidjson::GetParseError_En(parsed.GetParseError()));
    return Schema{std::make_unique<Compiled>(parsed)};
}

SchemaCheck::SchemaCheck(const Schema& schema) : state_{std::make_unique<State>(schema.compiled_->schema)} {}
SchemaCheck::~SchemaCheck() = default;

void SchemaCheck::begin_object() {
    state_->counts.push_back(0);
    passed_ = passed_ && state_->validator.StartObject();
}

void SchemaCheck::end_object() {
    passed_ = passed_ && state_->validator.EndObject(state_->counts.back());
    state_->counts.pop_back();
}

void SchemaCheck::begin_array() {
    state_->counts.push_back(0);
    passed_ = passed_ && state_->validator.StartArray();
}

void SchemaCheck::end_array() {
    passed_ = passed_ && state_->validator.EndArray(state_->counts.back());
    state_->counts.pop_back();
}

void SchemaCheck::key(std::string_view name) {
    ++state_->counts.back();
    passed_ =
        passed_ && state_->validator.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()), false);
}

void SchemaCheck::value(std::string_view text) {
    passed_ = passed_ &&
              state_->validator.String(text.data(), static_cast<rapidjson::SizeType>(text.size()), false);
}

void SchemaCheck::value(std::int64_t number) { passed_ = passed_ && state_->validator.Int64(number); }

void SchemaCheck::value(bool flag) { passed_ = passed_ && state_->validator.Bool(flag); }

std::string SchemaCheck::violation() const {
    if (passed_)
        return {};
    rapidjson::StringBuffer pointer;
    state_->validator.GetInvalidDocumentPointer().Stringify(pointer);
    const char* keyword = state_->validator.GetInvalidSchemaKeyword();
    return cat(keyword ? keyword : "violation", " at ",
               std::string_view{pointer.GetString(), pointer.GetSize()});
}

} // namespace ignite::json
