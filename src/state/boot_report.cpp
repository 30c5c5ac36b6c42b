#include "ignite/state/boot_report.h"

#include "reading.h"
#include "writing.h"

namespace ignite::state {

namespace {

using state::write_list; // beside those below

void write_list(json::Writer& writer, const std::vector<ResourceUse>& resources) {
    writer.begin_array();
    for (const ResourceUse& one : resources)
        writer.begin_object().member("of", one.of).member("source", one.source).end_object();
    writer.end_array();
}

void write_list(json::Writer& writer, const std::vector<Touched>& things) {
    writer.begin_array();
    for (const Touched& one : things) {
        writer.begin_object().member("name", one.name).key("deeds");
        write_list(writer, one.deeds);
        writer.end_object();
    }
    writer.end_array();
}

// One loop for each thing that is said of every list: how many there are, which they are, what was read.
template <class Each>
void for_each_list(Each&& each) {
    each("files", &Written::files);
    each("directories", &Written::directories);
    each("links", &Written::links);
    each("units", &Written::units);
    each("users", &Written::users);
    each("groups", &Written::groups);
}

void write_written(json::Writer& writer, const Written& written) {
    writer.key("counts").begin_object();
    for_each_list([&](std::string_view key, auto list) { writer.member(key, (written.*list).size()); });
    writer.end_object().key("written").begin_object();
    for_each_list([&](std::string_view key, auto list) {
        writer.key(key);
        write_list(writer, written.*list);
    });
    writer.end_object();
}

void read(const std::optional<json::Value>& array, std::vector<std::string>& into) { into = names(array); }

void read(const std::optional<json::Value>& array, std::vector<Touched>& into) {
    for_each_element(array, [&](const json::Value& element) {
        into.push_back({text(find(element, "name")), names(find(element, "deeds"))});
    });
}

Result<json::Document> parse_object(std::string_view text) {
    auto document = json::Document::parse(text);
    if (!document)
        return fail(Fault::system, "it is not JSON: ", document.error().text, " at byte ",
                    document.error().offset);
    if (document->root().kind() != json::Kind::object)
        return fail(Fault::system, "it is not a JSON object");
    return *std::move(document);
}

} // namespace

void write(json::Writer& writer, const BootReport& report) {
    writer.begin_object()
        .member("version", report.version)
        .member("date", report.date)
        .member("bootID", report.boot_id)
        .key("configs");
    write_list(writer, report.configs);
    writer.key("resources");
    write_list(writer, report.resources);
    writer.key("stages");
    write_list(writer, report.stages);
    write_written(writer, report.written);
    writer.key("earlierTries");
    write_list(writer, report.earlier_tries);
    writer.end_object();
}

std::string encode(const BootReport& report) {
    std::string text;
    json::Writer writer{text, json::Layout::indented};
    write(writer, report);
    return text + '\n';
}

Result<BootReport> decode_report(std::string_view text_of_it) {
    const json::Document document = TRY(parse_object(text_of_it));
    const json::Value root = document.root();
    BootReport report{.version = text(find(root, "version")),
                      .date = text(find(root, "date")),
                      .boot_id = text(find(root, "bootID")),
                      .configs = read_fetched(find(root, "configs")),
                      .stages = read_stages(find(root, "stages")),
                      .earlier_tries = names(find(root, "earlierTries"))};
    for_each_element(find(root, "resources"), [&](const json::Value& element) {
        report.resources.push_back({text(find(element, "of")), text(find(element, "source"))});
    });
    const std::optional<json::Value> written = find(root, "written");
    for_each_list([&](std::string_view key, auto list) { read(find(written, key), report.written.*list); });
    return report;
}

Result<BootResult> decode_result(std::string_view text_of_it) {
    const json::Document document = TRY(parse_object(text_of_it));
    std::optional<json::Value> root = document.root();
    BootResult result{.boot_id = text(find(root, "provisioningBootID")),
                      .date = text(find(root, "provisioningDate")),
                      .user_config_provided = is_true(find(root, "userConfigProvided"))};
    for (root = find(root, "previousReport"); root; root = find(root, "previousReport"))
        ++result.earlier;
    return result;
}

} // namespace ignite::state
