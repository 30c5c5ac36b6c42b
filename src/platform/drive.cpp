#include "drive.h"

#include "medium.h"
#include "wait.h"

namespace ignite::platform {

namespace {

// The link to the device appears before the medium is ready, and so a failure is worth another look.
Look not_ready(Context& context, Error error) {
    context.journal.info("not ready yet: ", error.describe());
    return {.kind = Look::Kind::not_ready, .bytes = {}, .error = std::move(error)};
}

} // namespace

std::string name_of(const Drive& drive) {
    std::string names;
    for (const std::string_view label : drive.labels)
        if (!label.empty())
            names += cat(names.empty() ? "" : " or ", label);
    return cat("a filesystem labelled ", names);
}

Look look_at(Context& context, const Drive& drive) {
    const std::optional<std::string> device = find_labelled(context, drive.labels);
    if (!device)
        return {};
    context.journal.debug("reading the config drive ", *device);
    Result<Medium> medium = Medium::mount(context, *device);
    if (!medium)
        return not_ready(context, std::move(medium).error());
    for (const std::string_view file : drive.files) {
        if (file.empty())
            continue;
        Result<std::string> bytes = medium->read(std::string{file});
        if (!bytes && bytes.error().fault() != Fault::absent && drive.is_for_others == nullptr)
            return not_ready(context, std::move(bytes).error().within("read the config from ", *device));
        if (!bytes || (drive.is_for_others != nullptr && drive.is_for_others(*bytes)))
            continue;
        context.journal.info("read ", file, " from the config drive ", *device);
        return {.kind = Look::Kind::bytes, .bytes = *std::move(bytes), .error = {}};
    }
    context.journal.info("the config drive ", *device, " holds no config");
    return {.kind = Look::Kind::no_file, .bytes = {}, .error = {}};
}

Look await(Context& context, const Drive& drive) {
    const fetch::Moment end = now(context) + drive.patience;
    for (;;) {
        Look look = look_at(context, drive);
        if (look.kind == Look::Kind::bytes || look.kind == Look::Kind::no_file || now(context) >= end)
            return look;
        pass(context, std::chrono::seconds{1});
    }
}

Result<Answer> ask_drive(Context& context, const Drive& drive) {
    Look look = await(context, drive);
    switch (look.kind) {
    case Look::Kind::bytes:
        return answer_of(std::move(look.bytes));
    case Look::Kind::no_file:
        return Answer{.kind = Answer::Kind::none, .bytes = {}};
    case Look::Kind::not_ready:
        return tl::unexpected{std::move(*look.error)};
    case Look::Kind::not_there:
        break;
    }
    const std::string what = cat(name_of(drive), " did not appear within ", drive.patience.count(), " s");
    if (!drive.may_stay_away)
        return fail(Fault::system, what);
    context.journal.info(what, ": nobody supplied a config");
    return Answer{.kind = Answer::Kind::none, .bytes = {}};
}

} // namespace ignite::platform
