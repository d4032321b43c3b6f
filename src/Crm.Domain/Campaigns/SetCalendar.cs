using Crm.Domain.Kernel;

namespace Crm.Domain.Campaigns;

public sealed record SetCalendar(BusinessCalendar Calendar);

public static class SetCalendarHandler
{
    public static Decision Handle(SetCalendar command, Campaign campaign)
    {
        var (old, @new) = (campaign.Calendar.Value, command.Calendar);
        if (campaign.RefusalWhenClosed() is { } closed) return closed;
        if (PolicyChecks.Of(@new) is { } wrong) return Decision.Refuse(wrong);
        if (@new with { WorkingWeekdays = old.WorkingWeekdays, ExtraHolidays = old.ExtraHolidays } == old
            && @new.WorkingWeekdays.Order().SequenceEqual(old.WorkingWeekdays.Order())
            && @new.ExtraHolidays.Order().SequenceEqual(old.ExtraHolidays.Order())) return Decision.AlreadySo;

        return Decision.Append(new CampaignCalendarSet(campaign.Id, campaign.Calendar.Version + 1, @new));
    }
}
