using Crm.Api.Collections.Queries;
using Crm.Api.Identity;
using Crm.Api.Queries;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Tickets;
using Crm.Projections.Audit;
using Crm.Projections.Tickets;

namespace Crm.Api.Tickets;

/// <summary>A ticket as a line of a tray.</summary>
/// <param name="Assignee">Who has it, by name.</param>
public sealed record TicketLine(TrayTicket Ticket, RequesterLabel Requester, string Queue, string? Assignee);

/// <summary>A ticket as a line of a search's answer.</summary>
public sealed record FoundLine(
    TicketId TicketId, string Number, string Subject, TicketState State, TicketType Type, CategoryId? CategoryId, TicketPriority Priority, QueueId QueueId, string Queue,
    UserId? AssigneeId, string? Assignee, RequesterLabel Requester, DateTimeOffset OpenedAt, DateTimeOffset ChangedAt, int Reopenings, IReadOnlyList<string> Tags);

/// <summary>Who asks, for a person who reads a list. Customers and debtors are masked for who may not see personal data.</summary>
/// <param name="DebtorId">Where it is a debtor.</param>
public sealed record RequesterLabel(RequesterKind Kind, Guid Id, string Name, string? Email, string? Phone, DebtorId? DebtorId);

/// <summary>Everything of one ticket, for the staff.</summary>
/// <param name="People">Names of the users in it, by id.</param>
/// <param name="Parts">The tickets that are a part of it.</param>
public sealed record TicketView(
    TicketRecord Ticket, RequesterLabel Requester, QueueInfo Queue, IReadOnlyList<TimelineLine> Timeline, IReadOnlyDictionary<Guid, string> People, IReadOnlyList<TicketPart> Parts);

/// <param name="Sentence">What happened, in the reader's language.</param>
public sealed record TimelineLine(TicketEntry Entry, string Sentence);

public sealed record TicketPart(TicketId TicketId, string Number, string Subject, TicketState State);

/// <summary>Names for what the views hold as ids, in one question for each kind.</summary>
public sealed class TicketLabels(ViewReader views, UserReader users, DebtorLabels debtors)
{
    internal async Task<IReadOnlyList<TicketLine>> Lines(IReadOnlyList<TrayTicket> rows, CallerScope personal, CancellationToken ct)
    {
        var line = await Lines(rows, ct);
        return [.. rows.Select(row => line(row, MaySee(personal, row.CampaignId, row.TeamId, row.AssigneeId)))];
    }

    /// <returns>The line of a row, for who may see personal data of it or not.</returns>
    internal async Task<Func<TrayTicket, bool, TicketLine>> Lines(IReadOnlyList<TrayTicket> rows, CancellationToken ct)
    {
        var (requester, queues) = (await Requesters(rows.Select(row => (row.RequesterKind, row.SubjectId)), ct), await Queues(rows.Select(row => row.QueueId), ct));
        var people = await users.Names([.. rows.Select(row => row.AssigneeId?.Value).OfType<Guid>().Distinct()], ct);
        return (row, maySee) => new(row, requester(row.RequesterKind, row.SubjectId, maySee), queues(row.QueueId), NameOf(people, row.AssigneeId));
    }

    internal async Task<IReadOnlyList<FoundLine>> Lines(IReadOnlyList<FoundTicket> rows, CallerScope personal, CancellationToken ct)
    {
        var (requester, queues) = (await Requesters(rows.Select(row => (row.RequesterKind, row.SubjectId)), ct), await Queues(rows.Select(row => row.QueueId), ct));
        var people = await users.Names([.. rows.Select(row => row.AssigneeId?.Value).OfType<Guid>().Distinct()], ct);
        return [.. rows.Select(row => new FoundLine(
            row.TicketId, row.Number, row.Subject, row.State, row.Type, row.CategoryId, row.Priority, row.QueueId, queues(row.QueueId), row.AssigneeId, NameOf(people, row.AssigneeId),
            requester(row.RequesterKind, row.SubjectId, MaySee(personal, row.CampaignId, row.TeamId, row.AssigneeId)), row.OpenedAt, row.ChangedAt, row.Reopenings, row.Tags))];
    }

    internal async Task<TicketView> View(TicketRecord file, QueueInfo queue, IReadOnlyList<TicketPart> parts, CallerScope personal, string language, CancellationToken ct)
    {
        var standing = file.Standing;
        var requester = await Requesters([(standing.Requester.Kind, file.SubjectId)], ct);
        var people = await users.Names(
            [.. file.Timeline.SelectMany(entry => (UserId?[])[entry.By, entry.PersonId]).Concat(file.Watchers.Select(watcher => (UserId?)watcher)).Append(standing.AssigneeId).Append(file.OpenedBy)
                .OfType<UserId>().Select(user => user.Value).Distinct()], ct);
        return new(
            file with { Timeline = [] }, requester(standing.Requester.Kind, file.SubjectId, MaySee(personal, standing.CampaignId, standing.TeamId, standing.AssigneeId)), queue,
            [.. file.Timeline.Select(entry => new TimelineLine(entry, EventTexts.Sentence(entry.Type, entry.Facts, language)))], people, parts);
    }

    internal async Task<IReadOnlyList<Kpis.RepeatedFaultsAnswer>> Faults(
        IReadOnlyList<Kpis.FaultyCustomer> rows, CampaignId? campaign, CallerScope personal, CancellationToken ct)
    {
        var requester = await Requesters(rows.Select(row => (row.Requester.Kind, row.Requester.SubjectId)), ct);
        return [.. rows.Select(row => new Kpis.RepeatedFaultsAnswer(requester(row.Requester.Kind, row.Requester.SubjectId, MaySee(personal, campaign, null, null)), row.Faults))];
    }

    private async Task<Func<RequesterKind, Guid, bool, RequesterLabel>> Requesters(IEnumerable<(RequesterKind Kind, Guid Id)> asked, CancellationToken ct)
    {
        var byKind = asked.Distinct().ToLookup(one => one.Kind, one => one.Id);
        var names = await users.Names([.. byKind[RequesterKind.User]], ct);
        var customers = await views.FindMany<RequesterDirectory, RequesterEntry>([.. byKind[RequesterKind.Customer]], ct);
        var debtor = await debtors.For(byKind[RequesterKind.Debtor].Select(id => new DebtorId(id)), ct);
        return (kind, id, maySee) => kind switch
        {
            RequesterKind.User => new(kind, id, names.GetValueOrDefault(id, ""), null, null, null),
            RequesterKind.Debtor => new(kind, id, debtor(new(id), maySee).Name, null, null, new(id)),
            _ => customers.GetValueOrDefault(id) is { } known
                ? maySee
                    ? new(kind, id, known.FullName, known.Email, known.Phone, null)
                    : new(kind, id, Masked.Name(known.FullName), known.Email is { } email ? Masked.Email(email) : null, known.Phone is { } phone ? Masked.Phone(phone) : null, null)
                : new(kind, id, "", null, null, null),
        };
    }

    private async Task<Func<QueueId, string>> Queues(IEnumerable<QueueId> asked, CancellationToken ct)
    {
        var known = await views.FindMany<QueueCard, QueueInfo>([.. asked.Select(queue => queue.Value).Distinct()], ct);
        return queue => known.GetValueOrDefault(queue.Value)?.Name ?? "";
    }

    private static bool MaySee(CallerScope personal, CampaignId? campaign, TeamId? team, UserId? assignee) =>
        campaign is { } its ? personal.Reaches(its, team, assignee) : personal.All || (personal.Own && assignee == personal.UserId);

    private static string? NameOf(IReadOnlyDictionary<Guid, string> people, UserId? user) => user is { } its ? people.GetValueOrDefault(its.Value) : null;
}
