using Crm.Api.Collections.Queries;
using Crm.Api.Identity;
using Crm.Api.Live;
using Crm.Projections.Collections;

namespace Crm.Api.Collections;

/// <summary>The trays of the room that people follow as they change.</summary>
public static class CollectionsLive
{
    private const string Accounts = "collections/accounts", Promises = "collections/promises", FollowUps = "collections/follow-ups",
        Payments = "collections/payments-to-confirm", Agreements = "collections/agreements-to-approve";

    public static IServiceCollection AddCollectionsLive(this IServiceCollection services) => services
        .AddLiveTray(provider =>
        {
            var accounts = provider.GetRequiredService<AccountTray>();
            return new LiveTray<AccountsTray, TrayAccount>(Accounts)
            {
                Lines = async (rows, ct) => await accounts.Lines(rows, ct),
                Query = ask => DueTrays.Begin<AccountsTray>(ask.Request, "owner_id").Where("live"),
                Listed = row => row.Live,
            };
        })
        .AddLiveTray(provider =>
        {
            var due = provider.GetRequiredService<DueTrays>();
            return new LiveTray<PromisesTray, OpenPromise>(Promises)
            {
                Lines = async (rows, ct) => await due.Lines(rows, row => row.DebtorId, ct),
                Query = ask => DueTrays.Begin<PromisesTray>(ask.Request, "agent_id"),
            };
        })
        .AddLiveTray(provider =>
        {
            var due = provider.GetRequiredService<DueTrays>();
            return new LiveTray<FollowUpsTray, FollowUpItem>(FollowUps)
            {
                Lines = async (rows, ct) => await due.Lines(rows, row => row.DebtorId, ct),
                Query = ask => DueTrays.Begin<FollowUpsTray>(ask.Request, "owner_id").Where("pending"),
                Listed = row => row.Pending,
            };
        })
        .AddLiveTray(provider =>
        {
            var due = provider.GetRequiredService<DueTrays>();
            return new LiveTray<PaymentsToConfirmTray, PaymentToConfirm>(Payments)
            {
                Lines = async (rows, ct) => await due.Lines(rows, row => row.DebtorId, ct),
                Query = ask => DueTrays.Begin<PaymentsToConfirmTray>(ask.Request, "registered_by", hasTeam: false),
            };
        })
        .AddLiveTray(provider =>
        {
            var due = provider.GetRequiredService<DueTrays>();
            return new LiveTray<AgreementsToApproveTray, AgreementToApprove>(Agreements)
            {
                Lines = async (rows, ct) => await due.Lines(rows, row => row.DebtorId, ct),
                Query = ask => DueTrays.Begin<AgreementsToApproveTray>(ask.Request, "proposed_by", hasTeam: false),
            };
        });

    public static void MapCollectionsLive(this IEndpointRouteBuilder routes)
    {
        var trays = routes.MapGroup("/api/collections/trays").WithTags("Collections: trays");
        trays.MapLive("/accounts/live", Accounts, "FollowAccounts", "Accounts as they change", Permission.AccountsRead);
        trays.MapLive("/promises/live", Promises, "FollowOpenPromises", "Open promises as they change", Permission.PromisesRead);
        trays.MapLive("/follow-ups/live", FollowUps, "FollowFollowUps", "Follow-ups that somebody still has to do as they change", Permission.FollowUpsRead);
        trays.MapLive("/payments-to-confirm/live", Payments, "FollowPaymentsToConfirm", "Payments that somebody says were made as they change", Permission.PaymentsRead);
        trays.MapLive("/agreements-to-approve/live", Agreements, "FollowAgreementsToApprove", "Agreements that wait for a supervisor as they change", Permission.AgreementsRead);
    }
}
