// What was converted, as a person would have written it: sections that hold nothing are left out.
#include "ignite/config/convert.h"
#include "ignite/json/document.h"
#include "ignite/json/writer.h"

namespace ignite::config {

namespace {

using json::Kind;

bool holds_nothing(const json::Value& value) {
    if (value.kind() == Kind::array)
        return value.elements().empty();
    if (value.kind() != Kind::object)
        return false;
    for (const json::Member member : value.members())
        if (!holds_nothing(member.value))
            return false;
    return true;
}

// Elements of lists stay, whatever they hold: they count.
void copy(const json::Value& value, json::Writer& writer) {
    if (value.kind() == Kind::object) {
        writer.begin_object();
        for (const json::Member member : value.members())
            if (!holds_nothing(member.value)) {
                writer.key(member.key.text());
                copy(member.value, writer);
            }
        writer.end_object();
    } else if (value.kind() == Kind::array) {
        writer.begin_array();
        for (const json::Value element : value.elements())
            copy(element, writer);
        writer.end_array();
    } else {
        writer.raw(value.raw());
    }
}

} // namespace

std::string write_converted(Config config, std::string_view version, Style style) {
    config.ignition.version = version;
    std::string whole = write(config);
    std::string text;
    const auto document = json::Document::parse(whole);
    if (!document) // we wrote it
        return whole;
    json::Writer writer{text, style == Style::one_line ? json::Layout::one_line : json::Layout::indented};
    copy(document->root(), writer);
    return text;
}

} // namespace ignite::config
