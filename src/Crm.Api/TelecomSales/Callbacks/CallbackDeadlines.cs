using Crm.Api.Campaigns;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Domain.TelecomSales.Callbacks;
using Crm.EventStore.Agenda;
using Crm.Projections.TelecomSales.Callbacks;

namespace Crm.Api.TelecomSales.Callbacks;

/// <summary>When a call comes due it is announced; when its day is over without it, it is missed.</summary>
public sealed class CallbackDeadlines(Workplaces places) : IDeadlines
{
    public IReadOnlyCollection<string> Kinds { get; } = [CallbackAgenda.Due, CallbackAgenda.Missed];

    public DeadlineCommand CommandFor(AgendaItem item) => item.Kind is CallbackAgenda.Due
        ? new("AnnounceCallback", async (unit, _) =>
        {
            var callback = await unit.Require<Callback>(item.StreamId);
            return UnitDecision.For<Callback>(item.StreamId, AnnounceCallbackHandler.Handle(new((await places.Of(unit, callback.Work.CampaignId)).Now), callback));
        })
        : new("MissCallback", async (unit, _) =>
        {
            var callback = await unit.Require<Callback>(item.StreamId);
            return UnitDecision.For<Callback>(item.StreamId, MissCallbackHandler.Handle(new((await places.Of(unit, callback.Work.CampaignId)).Now), callback));
        });
}
