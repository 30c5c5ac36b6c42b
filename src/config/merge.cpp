#include "ignite/config/merge.h"

#include "copy.h"
#include "fields.h"
#include "ignite/core/place.h"
#include "key.h"
#include "unset.h"

#include <unordered_map>
#include <unordered_set>

namespace ignite::config {

namespace {

using Keys = std::unordered_map<Key, std::size_t, KeyHash>;

Keys keys_of(const Elements& list, const Shape& shape) {
    Keys keys;
    keys.reserve(list.count);
    for (std::size_t i = 0; i < list.count; ++i)
        keys.try_emplace(shape.key(list[i]), i);
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
    bool note_whole(const void* owner, const Field& field, Side side, const Place& from, const Place& to) {
        if (!transcript_)
            return false;
        if (field.kind == FieldKind::object)
            return note_object(field.in(owner), field.members, side, from, to);
        bool populated = false;
        if (is_list(field.kind)) {
            const Elements elements = field.elements(owner);
            for (std::size_t i = 0; i < elements.count; ++i)
                populated = note_element(elements[i], field, side, from / i, to / i) || populated;
        } else {
            populated = !is_unset(owner, field);
        }
        if (populated)
            note(side, from, to);
        return populated;
    }
    bool note_element(const void* element, const Field& field, Side side, const Place& from,
                      const Place& to) {
        if (field.kind == FieldKind::objects)
            return note_object(element, field.members, side, from, to);
        if (static_cast<const std::string*>(element)->empty())
            return false;
        note(side, from, to);
        return true;
    }

private:
    bool note_object(const void* object, Fields members, Side side, const Place& from, const Place& to) {
        bool populated = false;
        for (const Field& member : members)
            if (note_whole(object, member, side, from / member.key, to / member.key))
                populated = true;
        if (populated)
            note(side, from, to);
        return populated;
    }

    Transcript* transcript_;
};

class Merger {
public:
    explicit Merger(Transcript* transcript) : scribe_{transcript} {}

    void members(const void* parent, const void* child, Fields fields, void* out, const Places& places) {
        for (const Field& field : fields)
            member(parent, child, fields, field, out, places / field.key);
    }

private:
    using Taken = std::unordered_set<Key, KeyHash>;

    // What else in the child could have taken the key of an element of this list.
    static Taken keys_beside(const void* child, Fields fields, const Field& list) {
        Taken taken;
        for (const Field& field : fields)
            if (field.name_space == NameSpace::shared && field.key != list.key) {
                const Elements elements = field.elements(child);
                for (std::size_t i = 0; i < elements.count; ++i)
                    taken.insert(field.shape->key(elements[i]));
            }
        return taken;
    }

    void member(const void* parent, const void* child, Fields fields, const Field& field, void* out,
                const Places& places) {
        switch (field.kind) {
        case FieldKind::text:
        case FieldKind::number:
            return take(child, Side::child, field, out, places);
        case FieldKind::optional_text:
        case FieldKind::optional_number:
        case FieldKind::optional_flag:
            return is_unset(child, field) ? take(parent, Side::parent, field, out, places)
                                          : take(child, Side::child, field, out, places);
        case FieldKind::object:
            if (is_unset(child, field))
                take(parent, Side::parent, field, out, places);
            else if (is_unset(parent, field))
                take(child, Side::child, field, out, places);
            else
                object(field.in(parent), field.in(child), field, field.in(out), places);
            return;
        case FieldKind::texts:
        case FieldKind::objects:
            return list(parent, child, fields, field, out, places);
        }
    }

    void take(const void* owner, Side side, const Field& field, void* out, const Places& places) {
        copy_member(owner, field, out);
        scribe_.note_whole(owner, field, side, side == Side::parent ? places.parent : places.child,
                           places.result);
    }

    void object(const void* parent, const void* child, const Field& field, void* out, const Places& places) {
        if (field.shape->position)
            *field.shape->position(out) = *field.shape->position(const_cast<void*>(child));
        members(parent, child, field.members, out, places);
        scribe_.note_both(places);
    }

    // The list that a merge makes of two, and what each side gave to it.
    struct Made {
        const Field& field;
        Elements elements; // as many as both have together, until it is known how many there are
        std::size_t count = 0;
        bool from_parent = false;
        bool from_child = false;
        bool populated = false; // whether anything in them is
    };

    void list(const void* parent_owner, const void* child_owner, Fields fields, const Field& field, void* out,
              const Places& places) {
        const Elements parent = field.elements(parent_owner);
        const Elements child = field.elements(child_owner);
        field.shape->resize(field.in(out), parent.count + child.count);
        Made made{field, field.elements(out)};
        if (field.repeats == Repeats::allowed) {
            for (std::size_t i = 0; i < parent.count; ++i)
                append(parent[i], i, Side::parent, made, places);
            for (std::size_t i = 0; i < child.count; ++i)
                append(child[i], i, Side::child, made, places);
        } else {
            Taken taken;
            if (field.name_space == NameSpace::shared)
                taken = keys_beside(child_owner, fields, field);
            keyed_list(parent, child, made, places, taken);
        }
        field.shape->resize(field.in(out), made.count);
        note_list(parent.count == 0, child.count == 0, made, places);
    }

    void keyed_list(const Elements& parent, const Elements& child, Made& made, const Places& places,
                    const Taken& taken) {
        const Shape& shape = *made.field.shape;
        const Keys child_keys = keys_of(child, shape);
        const Keys parent_keys = keys_of(parent, shape);
        for (std::size_t i = 0; i < parent.count; ++i) {
            const Key key = shape.key(parent[i]);
            if (const auto match = child_keys.find(key); match != child_keys.end()) {
                made.from_parent = made.from_child = true;
                match_elements(parent[i], child[match->second], i, match->second, made, places);
            } else if (!taken.contains(key)) {
                append(parent[i], i, Side::parent, made, places);
            }
        }
        for (std::size_t i = 0; i < child.count; ++i)
            if (!parent_keys.contains(shape.key(child[i])))
                append(child[i], i, Side::child, made, places);
    }

    void append(const void* element, std::size_t index, Side side, Made& made, const Places& places) {
        (side == Side::parent ? made.from_parent : made.from_child) = true;
        if (scribe_.listens()) {
            const Place& list = side == Side::parent ? places.parent : places.child;
            made.populated =
                scribe_.note_element(element, made.field, side, list / index, places.result / made.count) ||
                made.populated;
        }
        void* const to = made.elements[made.count++];
        if (made.field.kind == FieldKind::texts)
            *static_cast<std::string*>(to) = *static_cast<const std::string*>(element);
        else
            copy_object(element, *made.field.shape, made.field.members, to);
    }

    void match_elements(const void* parent, const void* child, std::size_t parent_index,
                        std::size_t child_index, Made& made, const Places& places) {
        if (made.field.kind == FieldKind::texts)
            return append(child, child_index, Side::child, made, places);
        if (made.field.shape == &shape_of<HttpHeader> && !static_cast<const HttpHeader*>(child)->value)
            return; // a header without value takes away what the parent sends
        const Places here{places.parent / parent_index, places.child / child_index,
                          places.result / made.count};
        made.populated = true;
        object(parent, child, made.field, made.elements[made.count++], here);
    }

    // A list that one side gave as a whole is noted only when something in it is.
    void note_list(bool no_parent, bool no_child, const Made& made, const Places& places) {
        const bool whole = no_parent || no_child;
        if (whole && !made.populated)
            return;
        if (made.from_parent)
            scribe_.note(Side::parent, places.parent, places.result);
        if (made.from_child)
            scribe_.note(Side::child, places.child, places.result);
    }

    Scribe scribe_;
};

} // namespace

Config merge(const Config& parent, const Config& child, Transcript* transcript) {
    Config merged;
    Merger{transcript}.members(&parent, &child, config_fields, &merged, Places{});
    return merged;
}

} // namespace ignite::config
