using System.Globalization;
using Crm.Domain.Kernel;
using Crm.Domain.Tickets.Tickets;

namespace Crm.Domain.Tickets.Sla;

/// <summary>What terms have to fulfil before they may be promised. <c>null</c>: they do.</summary>
public static class SlaTermsChecks
{
    private const int LongestMinutes = 60 * 24 * 366, MostTargets = 500;

    public static Refusal? Of(SlaTerms terms)
    {
        if (terms.Hours.Fault() is { } fault) return Wrong(fault.Reason, $"hours.{fault.Field}");
        if (terms.Targets.Count > MostTargets) return Wrong(string.Create(CultureInfo.InvariantCulture, $"At most {MostTargets} targets."), "targets");
        if (terms.Targets.Any(target => !Enum.IsDefined(target.Priority) || (target.Type is { } type && !Enum.IsDefined(type)))) return Wrong("A target is of a known priority and type.", "targets");
        if (terms.Targets.Any(target => Limits(target).Any(limit => limit is { } some && (some.Length is < 1 or > LongestMinutes || !Enum.IsDefined(some.Time)))))
            return Wrong(string.Create(CultureInfo.InvariantCulture, $"A limit is from 1 to {LongestMinutes} minutes."), "targets");
        if (terms.Targets.GroupBy(target => (target.QueueId, target.Type, target.Priority)).Any(same => same.Count() > 1))
            return Wrong("There is one target for a queue, type and priority.", "targets");
        if (Enum.GetValues<TicketPriority>().FirstOrDefault(priority => !terms.Targets.Any(target => target.Priority == priority && target is { QueueId: null, Type: null }), (TicketPriority)(-1)) is var missing && Enum.IsDefined(missing))
            return Wrong($"Every priority has a target for all queues and types; {missing} has none.", "targets");
        if (terms.Targets.FirstOrDefault(target => target is { FirstResponse: { } first, Resolution: { } last } && first.Time == last.Time && first.Length > last.Length) is { } late)
            return Wrong($"Nobody is helped before he is answered: see the target of {late.Priority}.", "targets");
        if (terms.PausedIn.Any(state => state is not (TicketState.WaitingForCustomer or TicketState.WaitingForThirdParty)) || terms.PausedIn.Distinct().Count() < terms.PausedIn.Count)
            return Wrong("Clocks pause only while somebody is waited for, each state named once.", "pausedIn");
        if (!Enum.IsDefined(terms.OnChange)) return Wrong("The rule for changes is not one of the known ones.", "onChange");
        if (!Enum.IsDefined(terms.Governs)) return Wrong("Which tickets are governed is not one of the known ways.", "governs");
        if (terms.WarnAtPercent is < 1 or > 99) return Wrong("A warning comes at 1 to 99 percent.", "warnAtPercent");
        return null;
    }

    private static SlaLimit?[] Limits(SlaTarget target) => [target.FirstResponse, target.Update, target.Resolution];

    private static Refusal Wrong(string reason, string field) => new("tickets.sla-terms-invalid", reason, [field]);
}
