// A service of the platform that is asked over HTTP. Spec platforms.md §2.1, §2.2.
#pragma once

#include "ignite/platform/provider.h"

#include <string>
#include <string_view>

namespace ignite::platform {

// A config beyond this is a mistake, or an attempt to fill the memory. Of drives as well.
inline constexpr std::size_t largest_config = 64UL * 1024 * 1024; // bytes

// How metadata are asked for, and one checks in: not for a given time, but a given number of times. Spec
// platforms.md §6.2.
inline constexpr unsigned metadata_repeats = 10;
fetch::Repeats repeated_for_metadata(std::vector<int> all_but = {}, unsigned most = metadata_repeats);
// Which that comes to unless nobody even takes the connection.
inline constexpr std::chrono::minutes metadata_patience{5};

// A token of the service at `base`. Nothing: it gives none, and need not.
Result<std::string> fetch_token(fetch::Fetcher& fetcher, const Token& token, const std::string& base,
                                fetch::Request request = {});

// EC2's. Spec platforms.md §5.4.
inline constexpr Token aws_token{.path = "/latest/api/token",
                                 .lifetime = {"x-aws-ec2-metadata-token-ttl-seconds", "21600"},
                                 .also = {},
                                 .header = "X-aws-ec2-metadata-token",
                                 .when = Token::When::if_there_is_one,
                                 .awaits_network = true};

// Link-local addresses are literals on purpose: a name could be answered by a hostile resolver.
inline constexpr std::string_view link_local = "http://169.254.169.254";
inline constexpr std::string_view scaleway_base = "http://169.254.42.42";
inline constexpr std::string_view packet_base = "https://metadata.packet.net";

inline constexpr Token akamai_token{.path = "/v1/token",
                                    .lifetime = {"Metadata-Token-Expiry-Seconds", "300"},
                                    .also = {"Accept", "text/plain"},
                                    .header = "Metadata-Token"};
inline constexpr Token aliyun_token{.path = "/latest/api/token",
                                    .lifetime = {"X-aliyun-ecs-metadata-token-ttl-seconds", "21600"},
                                    .also = {},
                                    .header = "X-aliyun-ecs-metadata-token",
                                    .when = Token::When::when_refused};

// Where it is asked from a machine with these addresses.
std::string base_of(const Service& service);

// The request without a token, for the service at `base`.
fetch::Request request_of(const Service& service, const std::string& base);

// What the service answered, unpacked. Fault::absent for 404.
Result<std::string> ask_for_bytes(Context& context, const Service& service, const std::string& base);

// Base64 with line ends anywhere and blanks around it, which is how people paste it.
Result<std::string> decode_lines(std::string_view text);

bool is_packed(std::string_view bytes); // with gzip

// Bytes that are no gzip stream stay as they are.
Result<std::string> unpack(std::string bytes);

Result<std::string> decode(const Service& service, std::string bytes);

Result<Answer> ask_service(Context& context, const Service& service);

} // namespace ignite::platform
