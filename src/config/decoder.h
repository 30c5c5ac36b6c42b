// Fills the types of a config from a document, by field tables.
#pragma once

#include "field.h"
#include "ignite/config/parse.h"
#include "ignite/core/place.h"
#include "ignite/core/report.h"
#include "ignite/json/document.h"

namespace ignite::config {

class Decoder {
public:
    // `behind` is told of the text from time to time.
    Decoder(std::uint32_t document, Version version, Report& report, Behind behind = {})
        : document_{document}, version_{version}, report_{report}, behind_{std::move(behind)} {}

    void object(const json::Value& value, Fields fields, void* out, const Place& place);

private:
    void member(const json::Value& value, const Field& field, void* owner, const Place& place);
    void optional_text(const json::Value& value, const Field& field, OptionalText& out, const Place& place);
    void optional_number(const json::Value& value, OptionalNumber& out, const Place& place);
    void optional_flag(const json::Value& value, OptionalFlag& out, const Place& place);
    void list(const json::Value& value, const Field& field, void* owner, const Place& place);
    void member_object(const json::Value& value, const Field& field, void* owner, const Place& place);
    void text(const json::Value& value, std::string& out, const Place& place);
    bool integer(const json::Value& value, std::int64_t& out, const Place& place);
    void tell_behind(std::size_t bytes);
    void mismatch(const json::Value& value, const Place& place, std::string_view wanted);

    std::uint32_t document_;
    Version version_;
    Report& report_;
    Behind behind_;
    std::size_t told_behind_ = 0; // bytes
    bool found_ = false;
};

} // namespace ignite::config
