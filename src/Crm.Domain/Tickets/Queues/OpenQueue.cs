using Crm.Domain.Kernel;

namespace Crm.Domain.Tickets.Queues;

/// <param name="Code">Capitals, digits and dashes, unique for ever; the id is derived from it.</param>
/// <param name="CampaignId"><c>null</c>: of the whole installation.</param>
/// <param name="Zone">IANA zone: the campaign's, where it has one.</param>
public sealed record OpenQueue(QueueId QueueId, string Code, CampaignId? CampaignId, string Zone, QueueTerms Terms, UserId? By);

public static class OpenQueueHandler
{
    public static Decision Handle(OpenQueue command, Queue? queue)
    {
        if (queue is not null)
        {
            return (queue.Code, queue.CampaignId, queue.Zone) == (command.Code, command.CampaignId, command.Zone)
                ? Decision.AlreadySo
                : Decision.Refuse("tickets.queue-code-taken", $"There is a queue {queue.Code} already.", "code");
        }

        if (command.Code.Length is < 2 or > 30 || !command.Code.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '-'))
            return Decision.Refuse("tickets.queue-code-malformed", "A code has 2 to 30 capitals, digits and dashes.", "code");
        if (!WallClock.Knows(command.Zone)) return Decision.Refuse("tickets.zone-unknown", $"There is no IANA zone '{command.Zone}'.", "zone");

        return QueueTermsChecks.Refuse(command.Terms)
            ?? Decision.Append(new QueueOpened(command.QueueId, command.Code, command.CampaignId, command.Zone), QueueTermsChecks.Set(command.QueueId, command.Terms, command.By));
    }
}

public sealed record SetQueueTerms(QueueTerms Terms, UserId? By);

public static class SetQueueTermsHandler
{
    public static Decision Handle(SetQueueTerms command, Queue queue) =>
        QueueTermsChecks.Refuse(command.Terms) is { } refusal ? refusal
        : QueueTermsChecks.Clean(command.Terms).SameAs(queue.Terms) ? Decision.AlreadySo
        : Decision.Append(QueueTermsChecks.Set(queue.Id, command.Terms, command.By));
}

internal static class QueueTermsChecks
{
    private const int MaxName = 100, MaxSkills = 20, MaxSkill = 40;

    public static Decision? Refuse(QueueTerms terms) =>
        terms.Name.Trim().Length is 0 or > MaxName
            ? Decision.Refuse(Refusal.Of("tickets.queue-name-malformed", $"A queue's name has 1 to {MaxName} characters.", ["name"], ("most", MaxName)))
        : terms.Skills.Count > MaxSkills || terms.Skills.Any(skill => skill.Trim().Length is 0 or > MaxSkill)
            ? Decision.Refuse(Refusal.Of("tickets.queue-skills-malformed", $"At most {MaxSkills} skills of at most {MaxSkill} characters.", ["skills"], ("most", MaxSkills)))
        : null;

    public static QueueTerms Clean(QueueTerms terms) =>
        new(terms.Name.Trim(), [.. terms.Types.Distinct().Order()], terms.Strategy, [.. terms.Skills.Select(skill => skill.Trim()).Distinct().Order(StringComparer.Ordinal)]);

    public static QueueTermsSet Set(QueueId queue, QueueTerms terms, UserId? by)
    {
        var clean = Clean(terms);
        return new(queue, clean.Name, clean.Types, clean.Strategy, clean.Skills, by);
    }
}
