using System.Security.Cryptography;
using System.Text;
using Crm.Domain.Collections.Debtors;
using Crm.Domain.Kernel;

namespace Crm.Domain.Collections.ContactGuards;

/// <summary>How often and how a person was contacted of late: what the campaign's contact policy counts. One stream per person.</summary>
/// <param name="DebtorId">The person: a debtor, or one linked to a debtor.</param>
public sealed record ContactGuard(DebtorId DebtorId) : IAggregate<ContactGuard>
{
    private const int DaysKept = 14, PermitsKept = 20, ExceptionsKept = 20;

    /// <summary>Outbound attempts of the last two weeks, in the order they were logged.</summary>
    public IReadOnlyList<CountedAttempt> Attempts { get; init; } = [];

    /// <summary>Every direct contact there was; from the first one on the policy is stricter.</summary>
    public IReadOnlyList<DirectContact> DirectContacts { get; init; } = [];

    /// <summary>When he last turned to us, by channel: an answer to that is free.</summary>
    public IReadOnlyDictionary<ContactChannel, DateTimeOffset> LastInbound { get; init; } = new Dictionary<ContactChannel, DateTimeOffset>();
    public IReadOnlyList<Permit> Permits { get; init; } = [];
    public IReadOnlyList<ContactException> Exceptions { get; init; } = [];

    /// <summary>The instant of the first direct contact, or <c>null</c>.</summary>
    public DateTimeOffset? FirstDirectContactAt => DirectContacts.Count == 0 ? null : DirectContacts.Min(contact => contact.At);

    /// <summary>The stream of a person's guard. It has an id of its own beside the person's record.</summary>
    public static Guid StreamOf(DebtorId person)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.ASCII.GetBytes($"contact-guard {person.Value:D}"), hash);
        var bytes = hash[..16];
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes, bigEndian: true);
    }

    public static ContactGuard? Evolve(ContactGuard? guard, object @event) => @event switch
    {
        ContactPermitted e => (guard ?? new(e.DebtorId)).Permitted(e),
        ContactRefusedByPolicy e => guard ?? new(e.DebtorId),
        ContactExceptionGranted e => (guard ?? new(e.DebtorId)).Excepted(e),
        ContactCounted e => (guard ?? new(e.DebtorId)).Counted(e),
        ContactCountVoided e => guard! with
        {
            Attempts = [.. guard.Attempts.Where(attempt => attempt.Id != e.AttemptId)],
            DirectContacts = [.. guard.DirectContacts.Where(contact => contact.Id != e.AttemptId)],
        },
        _ => guard,
    };

    private ContactGuard Permitted(ContactPermitted e) => this with
    {
        Permits = [.. Permits.TakeLast(PermitsKept - 1), new(e.PermitId, e.Channel, e.Work.AgentId, e.Moment.Date, e.Moment.At, e.ExpiresAt, Used: false)],
    };

    private ContactGuard Excepted(ContactExceptionGranted e) => this with
    {
        Exceptions = [.. Exceptions.TakeLast(ExceptionsKept - 1), new(e.ExceptionId, e.Channel, e.From, e.Until)],
    };

    private ContactGuard Counted(ContactCounted e)
    {
        var counted = this with
        {
            DirectContacts = e.DirectContact ? [.. DirectContacts, new(e.AttemptId, e.Moment.At)] : DirectContacts,
            Permits = [.. Permits.Select(permit => permit.Id == e.PermitId ? permit with { Used = true } : permit)],
        };
        if (e.Direction is ContactDirection.Inbound)
        {
            var last = LastInbound.TryGetValue(e.Channel, out var known) && known > e.Moment.At ? known : e.Moment.At;
            return counted with { LastInbound = new Dictionary<ContactChannel, DateTimeOffset>(LastInbound) { [e.Channel] = last } };
        }

        IReadOnlyList<CountedAttempt> attempts = [.. Attempts, new(e.AttemptId, e.Channel, e.Moment.Date, e.Moment.At)];
        var oldest = attempts.Max(attempt => attempt.On).AddDays(-DaysKept);
        return counted with { Attempts = [.. attempts.Where(attempt => attempt.On > oldest)] };
    }
}

/// <param name="On">The date at the person's wall clock.</param>
public sealed record CountedAttempt(AttemptId Id, ContactChannel Channel, DateOnly On, DateTimeOffset At);

public sealed record DirectContact(AttemptId Id, DateTimeOffset At);

/// <param name="On">The date at the person's wall clock when it was given.</param>
public sealed record Permit(Guid Id, ContactChannel Channel, UserId? AgentId, DateOnly On, DateTimeOffset From, DateTimeOffset ExpiresAt, bool Used)
{
    /// <summary>Whether somebody may still contact on it: until then it counts as the contact it allows.</summary>
    public bool IsOpenAt(DateTimeOffset at) => !Used && From <= at && at < ExpiresAt;
}

/// <param name="Channel">The channel it is for; <c>null</c>: any.</param>
/// <param name="Until">The first instant at which it holds no longer.</param>
public sealed record ContactException(Guid Id, ContactChannel? Channel, DateTimeOffset From, DateTimeOffset Until)
{
    public bool IsFor(ContactChannel channel) => Channel is null || Channel == channel;

    public bool HoldsAt(DateTimeOffset at) => From <= at && at < Until;
}
