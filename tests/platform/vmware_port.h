// The hypervisor's side of VMware's port: checks what a hypervisor checks, and keeps a channel at a time.
#pragma once

#include "platform/backdoor.h"

#include <catch2/catch.hpp>

#include <algorithm>
#include <cstring>
#include <map>
#include <string>
#include <string_view>

namespace ignite::tests {

class VmwarePort : public platform::Backdoor {
public:
    std::map<std::string, std::string> values; // of guestinfo
    bool is_vmware = true;
    bool answers_version = true;
    bool knows_cookies = true;
    bool is_lost = false;
    bool refuses = false; // to keep a value
    int sets = 0;
    int checkpoints = 0; // so many times, it wants to begin again in the middle
    int open_channels = 0;

    bool is_announced() override { return is_vmware; }
    void call(platform::Registers& r) override {
        REQUIRE(r.eax == 0x564D5868);
        REQUIRE((r.edx & 0xFFFFU) == 0x5658);
        if ((r.ecx & 0xFFFFU) == 10) {
            if (answers_version) {
                r.ebx = 0x564D5868;
                r.eax = 6;
            }
            return;
        }
        REQUIRE((r.ecx & 0xFFFFU) == 0x1E);
        const unsigned deed = r.ecx >> 16U;
        if (deed == 0)
            return open(r);
        CHECK(r.edx >> 16U == 3);
        CHECK(r.esi == (has_cookies_ ? 0xC00C1E5 : 0));
        CHECK(r.edi == (has_cookies_ ? 0x5E1C00C : 0));
        switch (deed) {
        case 1:
            left_ = r.ebx;
            request_.clear();
            return say(r, is_lost ? 0 : 1);
        case 2:
            return take(r);
        case 3:
            reply_ = answer();
            at_ = 0;
            r.ebx = static_cast<std::uint32_t>(reply_.size());
            r.edx = (r.edx & 0xFFFFU) | 1U << 16U;
            return say(r, 0x83); // also the faster way would be open
        case 4: {
            CHECK(r.ebx == 1);
            if (checkpoints > 0 && at_ > 0) {
                --checkpoints;
                return say(r, 0x10);
            }
            std::memcpy(&r.ebx, reply_.data() + at_, std::min<std::size_t>(4, reply_.size() - at_));
            at_ += 4;
            r.edx = (r.edx & 0xFFFFU) | 2U << 16U;
            return say(r, 1);
        }
        case 5:
            CHECK(r.ebx == 1);
            CHECK(at_ >= reply_.size());
            return say(r, 1);
        case 6:
            --open_channels;
            return say(r, 1);
        default:
            FAIL("no such message");
        }
    }

private:
    static void say(platform::Registers& r, unsigned status) { r.ecx = (r.ecx & 0xFFFFU) | status << 16U; }
    void open(platform::Registers& r) {
        CHECK((r.ebx & 0x7FFFFFFFU) == 0x49435052);
        has_cookies_ = (r.ebx & 0x80000000U) != 0;
        if (has_cookies_ && !knows_cookies)
            return say(r, 0);
        ++open_channels;
        r.esi = 0xC00C1E5;
        r.edi = 0x5E1C00C;
        r.edx = (r.edx & 0xFFFFU) | 3U << 16U;
        say(r, 1);
    }
    void take(platform::Registers& r) {
        REQUIRE(left_ > 0);
        const std::size_t size = std::min<std::size_t>(4, left_);
        request_.append(reinterpret_cast<const char*>(&r.ebx), size);
        left_ -= size;
        say(r, 1);
    }
    std::string answer() {
        CHECK(left_ == 0);
        constexpr std::string_view get = "info-get guestinfo.", set = "info-set guestinfo.";
        if (request_.starts_with(set))
            return keep(request_.substr(set.size()));
        if (!request_.starts_with(get))
            return "0 Unknown command";
        const auto found = values.find(request_.substr(get.size()));
        return found == values.end() ? "0 No value found" : "1 " + found->second;
    }
    std::string keep(const std::string& pair) {
        ++sets;
        if (refuses)
            return "0 Permission denied";
        const std::size_t blank = pair.find(' ');
        values[pair.substr(0, blank)] = pair.substr(blank + 1);
        return "1 ";
    }

    bool has_cookies_ = false;
    std::size_t left_ = 0;
    std::size_t at_ = 0;
    std::string request_;
    std::string reply_;
};

} // namespace ignite::tests
