#include "azure.h"

#include "dvd.h"
#include "service.h"

namespace ignite::platform {

namespace {

// The service may be late: it answers 404 and 410 until it is ready, and a 404 that stays is a fault of the
// platform and no reason to look at the DVD.
constexpr Service user_data{.base = "http://169.254.169.254",
                            .path = "/metadata/instance/compute/userData?api-version=2021-01-01&format=text",
                            .header = {"Metadata", "true"},
                            .absent_is_none = false,
                            .retried = {404, 410, 429},
                            .decoding = {Decoding::base64}};

constexpr std::string_view ovf = "/ovf-env.xml";
constexpr std::string_view custom_data = "/CustomData.bin";

} // namespace

Result<Answer> ask_azure(Context& context) {
    Answer answer = TRY(ask_service(context, user_data));
    if (answer.kind == Answer::Kind::bytes)
        return answer;
    context.journal.info("no user data, looking for custom data on a DVD");
    constexpr std::string_view types[] = {"udf", "iso9660"};
    return ask_dvd(context, {.types = types, .sign = ovf, .file = custom_data});
}

Result<Answer> ask_azurestack(Context& context) {
    constexpr std::string_view types[] = {"udf", "iso9660"};
    return ask_dvd(context, {.types = types, .sign = ovf, .file = custom_data});
}

} // namespace ignite::platform
