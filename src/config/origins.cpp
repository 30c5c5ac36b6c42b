#include "ignite/config/origins.h"

#include "fields.h"
#include "ignite/config/positions.h"
#include "ignite/json/document.h"
#include "ignite/json/writer.h"
#include "locate.h"
#include "unset.h"

namespace ignite::config {

namespace {

constexpr const std::nullptr_t* no_value = nullptr;

// Visits everything that is set: objects and lists before what they hold, or scalars only.
template <class Visit>
class Walker {
public:
    explicit Walker(Visit& visit) : visit_{visit} {}

    template <class Table, Object Owner>
    void members(const Owner& owner, const Table& table, const Place& place) {
        for_each_field(table,
                       [&](const auto& field) { value(owner.*field.member, field, place / field.key); });
    }

private:
    template <Scalar Value, class Field>
    void value(const Value& scalar, const Field& field, const Place& place) {
        if (!is_unset(scalar, field))
            visit_(place, &scalar);
    }
    template <Object Value, class Field>
    void value(const Value& object, const Field& field, const Place& place) {
        if (is_unset(object, field))
            return;
        visit_(place, no_value);
        members(object, *field.table, place);
    }
    template <class Element, class Field>
    void value(const std::vector<Element>& list, const Field& field, const Place& place) {
        if (list.empty())
            return;
        visit_(place, no_value);
        for (std::size_t i = 0; i < list.size(); ++i) {
            const Place here = place / i;
            if constexpr (Object<Element>) {
                visit_(here, no_value); // even when nothing in it is set
                members(list[i], *field.table, here);
            } else {
                visit_(here, &list[i]);
            }
        }
    }

    Visit& visit_;
};

template <class Visit>
void walk(const Config& config, Visit&& visit) {
    Walker<Visit>{visit}.members(config, config_fields, Place::root());
}

template <class Value>
const auto& bare(const Value& value) {
    if constexpr (Optional<Value>)
        return *value;
    else
        return value;
}

} // namespace

Origins Origins::of(const Config& config, std::string_view text, std::uint32_t document) {
    Origins origins;
    const auto read = json::Document::parse(text);
    if (!read) // it was parsed before, so this is somebody else's text
        return origins;
    Locator locator{*read};
    walk(config, [&](const Place& place, const auto*) {
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
    walk(config, [&](const Place& place, const auto* value) {
        if constexpr (!std::is_same_v<decltype(value), const std::nullptr_t*>)
            if (value) {
                std::string text;
                json::Writer{text}.value(bare(*value));
                visit(place, text);
            }
    });
}

} // namespace ignite::config
