#include "ignite/config/merge.h"

#include "fields.h"
#include "ignite/core/place.h"
#include "key.h"
#include "unset.h"

#include <unordered_map>
#include <unordered_set>

namespace ignite::config {

namespace {

using Keys = std::unordered_map<Key, std::size_t, KeyHash>;

template <class Element>
Keys keys_of(const std::vector<Element>& list) {
    Keys keys;
    keys.reserve(list.size());
    for (std::size_t i = 0; i < list.size(); ++i)
        keys.try_emplace(key_of(list[i]), i);
    return keys;
}

// Where we are: in the parent, in the child and in the result.
struct Places {
    Place parent;
    Place child;
    Place result;
};

template <class Step>
Places operator/(const Places& places, const Step& step) {
    return {places.parent / step, places.child / step, places.result / step};
}

// Writes the transcript, or nothing at all.
class Scribe {
public:
    explicit Scribe(Transcript* transcript) : transcript_{transcript} {}

    bool listens() const { return transcript_; }
    void note(Side side, const Place& from, const Place& to) {
        if (transcript_)
            transcript_->push_back({side, from.text(), to.text()});
    }
    void note_both(const Places& places) {
        note(Side::parent, places.parent, places.result);
        note(Side::child, places.child, places.result);
    }

    // Something taken as a whole from one side; whether anything in it is populated.
    template <Scalar Value, class Field>
    bool note_whole(const Value& value, const Field& field, Side side, const Place& from, const Place& to) {
        if (is_unset(value, field))
            return false;
        note(side, from, to);
        return true;
    }
    template <Object Value, class Field>
    bool note_whole(const Value& value, const Field& field, Side side, const Place& from, const Place& to) {
        bool populated = false;
        for_each_field(*field.table, [&](const auto& member) {
            if (note_whole(value.*member.member, member, side, from / member.key, to / member.key))
                populated = true;
        });
        if (populated)
            note(side, from, to);
        return populated;
    }
    template <class Element, class Field>
    bool note_whole(const std::vector<Element>& list, const Field& field, Side side, const Place& from,
                    const Place& to) {
        bool populated = false;
        for (std::size_t i = 0; i < list.size(); ++i)
            populated = note_whole(list[i], field, side, from / i, to / i) || populated;
        if (populated)
            note(side, from, to);
        return populated;
    }

private:
    Transcript* transcript_;
};

class Merger {
public:
    explicit Merger(Transcript* transcript) : scribe_{transcript} {}

    template <Object Owner, class Table>
    void members(const Owner& parent, const Owner& child, const Table& table, Owner& out,
                 const Places& places) {
        for_each_field(table, [&](const auto& field) {
            // What else in the child could have taken the key of an element here.
            Taken taken;
            if (field.name_space == NameSpace::shared)
                taken = keys_beside(child, table, field.key);
            member(parent.*field.member, child.*field.member, field, out.*field.member, places / field.key,
                   taken);
        });
    }

private:
    using Taken = std::unordered_set<Key, KeyHash>;

    template <Object Owner, class Table>
    static Taken keys_beside(const Owner& child, const Table& table, std::string_view except) {
        Taken taken;
        for_each_field(table, [&](const auto& field) {
            if constexpr (List<MemberValue<decltype(field.member)>>)
                if (field.name_space == NameSpace::shared && field.key != except)
                    for (const auto& element : child.*field.member)
                        taken.insert(key_of(element));
        });
        return taken;
    }

    template <Scalar Value, class Field>
    void member(const Value& parent, const Value& child, const Field& field, Value& out, const Places& places,
                const Taken&) {
        const bool from_child = !Optional<Value> || !is_unset(child, field);
        out = from_child ? child : parent;
        if (from_child)
            scribe_.note_whole(child, field, Side::child, places.child, places.result);
        else
            scribe_.note_whole(parent, field, Side::parent, places.parent, places.result);
    }

    template <Object Value, class Field>
    void member(const Value& parent, const Value& child, const Field& field, Value& out, const Places& places,
                const Taken&) {
        if (is_unset(child, field)) {
            out = parent;
            scribe_.note_whole(parent, field, Side::parent, places.parent, places.result);
        } else if (is_unset(parent, field)) {
            out = child;
            scribe_.note_whole(child, field, Side::child, places.child, places.result);
        } else {
            object(parent, child, field, out, places);
        }
    }

    template <Object Value, class Field>
    void object(const Value& parent, const Value& child, const Field& field, Value& out,
                const Places& places) {
        if constexpr (requires { out.position; })
            out.position = child.position;
        members(parent, child, *field.table, out, places);
        scribe_.note_both(places);
    }

    template <class Element, class Field>
    void member(const std::vector<Element>& parent, const std::vector<Element>& child, const Field& field,
                std::vector<Element>& out, const Places& places, const Taken& taken) {
        out.reserve(parent.size() + child.size());
        if (field.repeats == Repeats::allowed) {
            Contributed contributed;
            for (std::size_t i = 0; i < parent.size(); ++i)
                append(parent[i], i, Side::parent, field, out, places, contributed);
            for (std::size_t i = 0; i < child.size(); ++i)
                append(child[i], i, Side::child, field, out, places, contributed);
            note_list(parent.empty(), child.empty(), contributed, places);
        } else {
            keyed_list(parent, child, field, out, places, taken);
        }
    }

    // What each side gave to a list: elements, and whether anything in them is populated.
    struct Contributed {
        bool parent = false;
        bool child = false;
        bool populated = false;
    };

    template <class Element, class Field>
    void keyed_list(const std::vector<Element>& parent, const std::vector<Element>& child, const Field& field,
                    std::vector<Element>& out, const Places& places, const Taken& taken) {
        const Keys child_keys = keys_of(child);
        const Keys parent_keys = keys_of(parent);
        Contributed contributed;
        for (std::size_t i = 0; i < parent.size(); ++i) {
            const Key key = key_of(parent[i]);
            if (const auto match = child_keys.find(key); match != child_keys.end()) {
                contributed.parent = contributed.child = true;
                match_elements(parent[i], child[match->second], i, match->second, field, out, places,
                               contributed);
            } else if (!taken.contains(key)) {
                append(parent[i], i, Side::parent, field, out, places, contributed);
            }
        }
        for (std::size_t i = 0; i < child.size(); ++i)
            if (!parent_keys.contains(key_of(child[i])))
                append(child[i], i, Side::child, field, out, places, contributed);
        note_list(parent.empty(), child.empty(), contributed, places);
    }

    template <class Element, class Field>
    void append(const Element& element, std::size_t index, Side side, const Field& field,
                std::vector<Element>& out, const Places& places, Contributed& contributed) {
        (side == Side::parent ? contributed.parent : contributed.child) = true;
        if (scribe_.listens()) {
            const Place& list = side == Side::parent ? places.parent : places.child;
            const Place from = list / index;
            contributed.populated =
                scribe_.note_whole(element, field, side, from, places.result / out.size()) ||
                contributed.populated;
        }
        out.push_back(element);
    }

    template <class Element, class Field>
    void match_elements(const Element& parent, const Element& child, std::size_t parent_index,
                        std::size_t child_index, const Field& field, std::vector<Element>& out,
                        const Places& places, Contributed& contributed) {
        if constexpr (std::is_same_v<Element, std::string>) {
            append(child, child_index, Side::child, field, out, places, contributed);
        } else {
            if constexpr (std::is_same_v<Element, HttpHeader>)
                if (!child.value)
                    return; // a header without value takes away what the parent sends
            const Places here{places.parent / parent_index, places.child / child_index,
                              places.result / out.size()};
            contributed.populated = true;
            object(parent, child, field, out.emplace_back(), here);
        }
    }

    // A list that one side gave as a whole is noted only when something in it is.
    void note_list(bool no_parent, bool no_child, const Contributed& contributed, const Places& places) {
        const bool whole = no_parent || no_child;
        if (whole && !contributed.populated)
            return;
        if (contributed.parent)
            scribe_.note(Side::parent, places.parent, places.result);
        if (contributed.child)
            scribe_.note(Side::child, places.child, places.result);
    }

    Scribe scribe_;
};

} // namespace

Config merge(const Config& parent, const Config& child, Transcript* transcript) {
    Config merged;
    Merger{transcript}.members(parent, child, config_fields, merged, Places{});
    return merged;
}

} // namespace ignite::config
