// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/log_entry.hpp"
#include "ports/read_marks.hpp"
#include "realtime/tail_ring.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace realtime {

/// What a core knows of one watched log: where it stands, its tail, and pages below the tail that were read for
/// a reader a moment ago, so that others at the same place share them. No I/O; one thread.
class Topic {
public:
    explicit Topic(ports::LogPosition position, ports::ReadMarks const& marks = {})
        : position_(std::move(position)), marks_(marks)
    {
    }

    ports::LogPosition const& position() const { return position_; }
    ports::ReadMarks const& marks() const { return marks_; }
    std::uint64_t head() const { return position_.head; }
    std::uint64_t oldest() const { return position_.oldest; }

    /// Rises when the history was replaced: readers of the one before are reset.
    std::uint32_t generation() const { return generation_; }

    /// A committed event, in order. Known ones are ignored; after a jump readers find the rest in the store.
    void append(Frame frame);

    /// One message for a reader that has everything up to `cursor`.
    struct Batch {
        std::shared_ptr<std::string const> message;
        std::uint64_t to = 0;
        std::uint32_t events = 0;
        Time committed_at = {};  ///< Of the first event, when it came live.
    };
    /// Nothing: the store has to be read after `cursor`. A filtered batch may hold no event at all.
    std::optional<Batch> after(std::uint64_t cursor, domain::LogFilter const& filter = {});

    /// The frames of the tail behind `cursor`, none when it is below the tail.
    std::span<Frame const> tail_after(std::uint64_t cursor) const { return ring_.after(cursor); }

    /// What the store answered when it was read after `cursor`, which was below head.
    void add_page(std::uint64_t cursor, ports::LogPage const& page);

    /// After what the store is to be read up to the tail, so that no reader inside the tail needs it again. Nothing:
    /// `cursor` is below that, or it was done.
    std::optional<std::uint64_t> tail_wanted(std::uint64_t cursor) const;

    /// What lies below the tail: contiguous, up to where the tail begins or to the head at least.
    void add_tail(std::span<ports::LogEntry const> entries);

    /// The first seq that needs not be read any more for the tail.
    std::uint64_t tail_begin() const { return ring_.empty() ? position_.head + 1 : ring_.first(); }

    /// The store's texts were rewritten: what is kept of them is not shown any more.
    void forget_texts();

    /// A newer look at the log; the head is left to `append`.
    void refresh(ports::LogPosition const& position);

    /// What may be older than what is known is ignored.
    void set_marks(ports::ReadMarks const& marks) { marks_ = std::max(marks_, marks); }

    /// Frees what was kept for other readers. Call it every second or so.
    void forget_pages() { pages_.clear(); }

private:
    static constexpr std::size_t max_pages = 4;

    struct Page {
        std::uint64_t cursor;
        std::uint64_t head;  ///< Of the log when it was made.
        Batch batch;
        std::vector<Frame> frames;  ///< Of a page that is not in the ring, for readers that get some of it only.
    };
    std::optional<Batch> filtered_after(std::uint64_t cursor, domain::LogFilter const& filter) const;
    void keep(std::uint64_t cursor, Batch batch, std::vector<Frame> frames);

    ports::LogPosition position_;
    ports::ReadMarks marks_;
    std::uint32_t generation_ = 0;
    TailRing ring_;
    bool was_tail_read_ = false;
    std::vector<Page> pages_;
};

}
