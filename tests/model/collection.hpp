// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/server.hpp"

#include <array>
#include <cstddef>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace model {

/// Documents of one kind. A document has `keys()`, an array of strings of bytes: one for each of its unique indexes,
/// the first is its _id. They never change.
///
/// Changes are of one document, or inserts of several of which each counts for itself; there are no transactions.
template <typename Document>
class Collection {
public:
    explicit Collection(Server& server) : server_(server) {}

    /// Inserts in order, up to the first that would break a unique index; how many were.
    base::Task<Answer<std::size_t>> insert(Session& session, std::vector<Document> documents)
    {
        return server_.write(session, [this, documents = std::move(documents)](Moment moment) {
            std::size_t count = 0;
            while (count < documents.size() && insert_one(documents[count], moment)) ++count;
            return count;
        });
    }

    /// Replaces the document with that _id by what `change(document)` makes of it; `change` says whether its condition
    /// holds. False: it does not, or there is none. `change` is an expression of its own document and owned values.
    template <typename Change>
    base::Task<Answer<bool>> update(Session& session, std::string id, Change change)
    {
        return server_.write(session, [this, id = std::move(id), change = std::move(change)](Moment moment) mutable {
            auto const found = indexes_[0].find(id);
            if (found == indexes_[0].end()) return false;
            auto document = *found->second->back().document;
            if (!change(document)) return false;
            found->second->push_back({moment, std::make_shared<Document const>(std::move(document))});
            return true;
        });
    }

    /// Removes what stands in [from, to) of an index, long after it was written; how many.
    base::Task<Answer<std::size_t>> remove(Session& session, std::size_t index, std::string from, std::string to)
    {
        return server_.write_long_after(
            session, [this, index, from = std::move(from), to = std::move(to)](Moment) -> std::size_t {
                std::vector<std::shared_ptr<Document const>> removed;
                auto const end = indexes_[index].lower_bound(to);
                for (auto each = indexes_[index].lower_bound(from); each != end; ++each)
                    removed.push_back(each->second->back().document);
                for (auto const& document : removed) remove_one(*document);
                return removed.size();
            });
    }

    struct Range {
        std::size_t index = 0;
        std::string from, to;  ///< [from, to)
        std::size_t limit = std::numeric_limits<std::size_t>::max();
        bool is_falling = false;
    };
    using Documents = std::vector<std::shared_ptr<Document const>>;

    base::Task<Answer<Documents>> find(Session& session, Range range, ReadConcern concern = ReadConcern::majority)
    {
        return server_.read(session, concern,
                            [this, range = std::move(range)](Moment moment) { return matching(range, moment); });
    }

    /// All of them as they are now, for whoever watches the database itself.
    Documents peek() const
    {
        return server_.peek([this](Moment moment) {
            Documents found;
            for (auto const& [key, versions] : indexes_[0]) found.push_back(at(*versions, moment));
            return found;
        });
    }

private:
    struct Version {
        Moment since;
        std::shared_ptr<Document const> document;
    };
    using Versions = std::vector<Version>;  ///< Of one document, oldest first.
    using Index = std::map<std::string, std::shared_ptr<Versions>>;
    static constexpr std::size_t index_count = std::tuple_size_v<decltype(std::declval<Document>().keys())>;

    bool insert_one(Document const& document, Moment moment)
    {
        auto const keys = document.keys();
        for (std::size_t i = 0; i < index_count; ++i)
            if (indexes_[i].contains(keys[i])) return false;
        auto const versions =
            std::make_shared<Versions>(Versions{{moment, std::make_shared<Document const>(document)}});
        for (std::size_t i = 0; i < index_count; ++i) indexes_[i].emplace(keys[i], versions);
        return true;
    }

    void remove_one(Document const& document)
    {
        auto const keys = document.keys();
        for (std::size_t i = 0; i < index_count; ++i) indexes_[i].erase(keys[i]);
    }

    /// Null: it was not there yet.
    static std::shared_ptr<Document const> at(Versions const& versions, Moment moment)
    {
        for (auto each = versions.rbegin(); each != versions.rend(); ++each)
            if (each->since <= moment) return each->document;
        return nullptr;
    }

    Documents matching(Range const& range, Moment moment) const
    {
        Documents found;
        auto const begin = indexes_[range.index].lower_bound(range.from);
        auto const end = indexes_[range.index].lower_bound(range.to);
        auto const take = [&](Versions const& versions) {
            if (auto document = at(versions, moment)) found.push_back(std::move(document));
            return found.size() < range.limit;
        };
        if (range.from >= range.to || range.limit == 0) return found;
        if (!range.is_falling) {
            for (auto each = begin; each != end && take(*each->second);) ++each;
        } else {
            for (auto each = end; each != begin && take(*std::prev(each)->second);) --each;
        }
        return found;
    }

    Server& server_;
    std::array<Index, index_count> indexes_;
};

}
