// The JSON reader: whatever it takes, what it made of it is written and read back equal.
#include "ignite/json/document.h"
#include "ignite/json/writer.h"

#include <cstdlib>
#include <vector>

using namespace ignite;

namespace {

// Iteratively, as the reader: the input may be 10000 levels deep.
std::string write(const json::Document& document) {
    std::string out;
    json::Writer writer{out};
    struct Open {
        json::Value container;
        json::Value::Elements::Iterator element, elements_end;
        json::Value::Members::Iterator member, members_end;
    };
    std::vector<Open> open;
    const auto begin = [&](const json::Value& value) {
        switch (value.kind()) {
        case json::Kind::null:
            return void(writer.null());
        case json::Kind::true_value:
        case json::Kind::false_value:
            return void(writer.value(value.kind() == json::Kind::true_value));
        case json::Kind::number:
            return void(writer.raw(value.raw()));
        case json::Kind::string:
            return void(writer.value(value.text()));
        case json::Kind::array:
            writer.begin_array();
            break;
        case json::Kind::object:
            writer.begin_object();
            break;
        }
        open.push_back({value, value.elements().begin(), value.elements().end(), value.members().begin(),
                        value.members().end()});
    };
    begin(document.root());
    while (!open.empty()) {
        Open& top = open.back();
        if (top.container.kind() == json::Kind::array) {
            if (top.element == top.elements_end) {
                writer.end_array();
                open.pop_back();
                continue;
            }
            const json::Value value = *top.element;
            ++top.element;
            begin(value);
        } else {
            if (top.member == top.members_end) {
                writer.end_object();
                open.pop_back();
                continue;
            }
            const json::Member member = *top.member;
            ++top.member;
            writer.key(member.key.text());
            begin(member.value);
        }
    }
    return out;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto document = json::Document::parse({reinterpret_cast<const char*>(data), size});
    if (!document) {
        if (document.error().offset > size)
            std::abort();
        return 0;
    }
    const std::string written = write(*document);
    const auto again = json::Document::parse(written);
    if (!again || write(*again) != written)
        std::abort();
    return 0;
}
