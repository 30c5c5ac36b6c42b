#include "ignite/config/origins.h"

#include "fields.h"
#include "ignite/config/positions.h"
#include "ignite/json/document.h"
#include "ignite/json/writer.h"
#include "locate.h"
#include "unset.h"

namespace ignite::config {

namespace {

// A value that is set: the kind of a scalar and where it is, or nothing but that it is there.
struct Value {
    FieldKind kind = FieldKind::object;
    const void* at = nullptr;
};

using Visit = std::function<void(const Place&, const Value&)>;

// Visits everything that is set: objects and lists before what they hold.
void walk(const void* owner, Fields fields, const Place& place, const Visit& visit) {
    for (const Field& field : fields) {
        if (is_unset(owner, field))
            continue;
        const Place here = place / field.key;
        if (field.kind < FieldKind::texts) {
            visit(here, {field.kind, field.in(owner)});
            continue;
        }
        visit(here, {});
        if (field.kind == FieldKind::object) {
            walk(field.in(owner), field.members, here, visit);
            continue;
        }
        const Elements elements = field.elements(owner);
        for (std::size_t i = 0; i < elements.count; ++i) {
            const Place element = here / i;
            // An object even when nothing in it is set.
            visit(element, field.kind == FieldKind::texts ? Value{FieldKind::text, elements[i]} : Value{});
            walk(elements[i], field.members, element, visit);
        }
    }
}

std::string written(const Value& value) {
    std::string text;
    json::Writer writer{text};
    switch (value.kind) {
    case FieldKind::text:
        writer.value(std::string_view{*static_cast<const std::string*>(value.at)});
        break;
    case FieldKind::number:
        writer.value(*static_cast<const std::int64_t*>(value.at));
        break;
    case FieldKind::optional_text:
        writer.value(std::string_view{**static_cast<const OptionalText*>(value.at)});
        break;
    case FieldKind::optional_number:
        writer.value(**static_cast<const OptionalNumber*>(value.at));
        break;
    case FieldKind::optional_flag:
        writer.value(**static_cast<const OptionalFlag*>(value.at));
        break;
    case FieldKind::texts:
    case FieldKind::object:
    case FieldKind::objects:
        break;
    }
    return text;
}

} // namespace

Origins Origins::of(const Config& config, std::string_view text, std::uint32_t document) {
    Origins origins;
    const auto read = json::Document::parse(text);
    if (!read) // it was parsed before, so this is somebody else's text
        return origins;
    Locator locator{*read};
    walk(&config, config_fields, Place::root(), [&](const Place& place, const Value&) {
        std::string name = place.text();
        const Position position{document, locator.offset_of(name)};
        origins.positions_.emplace(std::move(name), position);
    });
    return origins;
}

Origins Origins::of(const Config& config) {
    Origins origins;
    for_each_position(config, [&](const Place& place, const Position& position) {
        if (position)
            origins.positions_.emplace(place.text(), position);
    });
    return origins;
}

Origins Origins::merged(const Origins& parent, const Origins& child, const Transcript& transcript) {
    Origins merged;
    for (const Mapping& mapping : transcript) {
        const Origins& side = mapping.side == Side::parent ? parent : child;
        // Of what both sides gave, the child is named last and shows where the last word was said.
        if (const Position position = side.find(mapping.from))
            merged.positions_.insert_or_assign(mapping.to, position);
    }
    return merged;
}

Position Origins::find(std::string_view place) const {
    for (std::string key{place}; !key.empty();) {
        if (const auto found = positions_.find(key); found != positions_.end())
            return found->second;
        const std::size_t dot = key.rfind('.');
        key.resize(dot == std::string::npos ? 0 : dot);
    }
    return {};
}

Traced merge(const Traced& parent, const Traced& child) {
    Transcript transcript;
    Config config = merge(parent.config, child.config, &transcript);
    return {std::move(config), Origins::merged(parent.origins, child.origins, transcript)};
}

void locate(Report& report, std::string_view text, std::uint32_t document) {
    if (report.empty())
        return;
    const auto read = json::Document::parse(text);
    if (!read)
        return;
    Locator locator{*read};
    for (Finding& finding : report.findings())
        if (!finding.position)
            finding.position = {document, locator.offset_of(finding.place)};
}

void locate(Report& report, const Origins& origins) {
    for (Finding& finding : report.findings())
        if (!finding.position)
            finding.position = origins.find(finding.place);
}

void for_each_value(const Config& config,
                    const std::function<void(const Place& place, const std::string& value)>& visit) {
    walk(&config, config_fields, Place::root(), [&](const Place& place, const Value& value) {
        if (value.at)
            visit(place, written(value));
    });
}

} // namespace ignite::config
