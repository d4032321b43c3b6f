using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Crm.Api.Hosting;
using Crm.Api.Identity;
using Crm.Api.Identity.ApiKeys;
using Crm.Api.Tests.Collections;
using Crm.Domain.Identity;
using Crm.Api.Tests.TelecomSales;
using Crm.Testing;
using Microsoft.Extensions.DependencyInjection;
using static Crm.Api.Tests.Collections.CollectionsHost;

namespace Crm.Api.Tests.Identity.Permissions;

/// <summary>Makes a world over HTTP, as those would who work in it.</summary>
internal static class Worlds
{
    public static async Task<World> Make(CollectionsHost host)
    {
        var campaign = await host.Campaign();
        var (agent, agentId) = await host.Agent(campaign);
        var seeded = await host.Account(1_000_000, campaign, agentId);
        var today = await host.Today();
        var attempt = await agent.Command("/api/collections/attempts", new
        {
            debtorId = seeded.Debtor,
            campaignId = campaign,
            channel = "phone",
            direction = "outbound",
            disposition = "PROMISE_TO_PAY",
            accounts = new[] { seeded.Account },
            amount = Cop(300_000),
            date = today.AddDays(2),
        });
        var promise = await agent.Command("/api/collections/promises", new { accountId = seeded.Account, amount = Cop(300_000), dueOn = today.AddDays(2), attemptId = attempt.Id });
        var payment = await agent.Command("/api/collections/payments", new { accountId = seeded.Account, provider = "PSE", reference = $"W{host.Next()}", amount = Cop(1_000), valueDate = today });
        var other = await host.Account(600_000, campaign, agentId);
        var agreement = await agent.Command("/api/collections/agreements", new
        {
            accountId = other.Account,
            agreed = Cop(600_000),
            installments = new[] { 1, 31 }.Select(days => new { dueOn = today.AddDays(days), amount = Cop(300_000) }),
        });
        var followUp = await agent.Command("/api/collections/follow-ups", new { debtorId = seeded.Debtor, campaignId = campaign, dueAt = (await host.Now()).AddDays(3), accountId = seeded.Account });
        var team = (await host.Administrator.Command($"/api/campaigns/{campaign}/teams", new { name = "Morning" })).Id;
        var key = await (await host.SignedIn(Roles.SuperAdministrator)).Post("/api/identity/api-keys", new
        {
            userId = agentId,
            label = "A program",
            permissions = new[] { Permission.AccountsRead },
            campaignId = (Guid?)campaign,
            expiresAt = host.Factory.Clock.GetUtcNow().AddDays(30),
        }).Read<IssuedApiKey>();
        var callback = await agent.Command("/api/telecom-sales/callbacks", new
        {
            campaignId = campaign,
            kind = "portability",
            prospectName = "Luz Mora",
            phone = "3009998877",
            dueAt = (await host.Now()).AddDays(2),
        });
        var (leadBase, lead, import) = await Leads(host, campaign);
        var todo = await agent.Command("/api/tasks", new { title = "Call again", campaignId = campaign, debtorId = seeded.Debtor });
        using var file = new ByteArrayContent([.. "%PDF-1.7"u8]);
        var attached = await host.Administrator.PostAsync(new Uri($"/api/files/attachments?ownerKind=debtor&ownerId={seeded.Debtor}&name=a.pdf", UriKind.Relative), file);
        var attachment = JsonNode.Parse(await attached.Content.ReadAsStringAsync())!["id"]!.GetValue<Guid>();
        var queue = (await host.Administrator.Command("/api/tickets/queues", new { code = $"Q-{host.Next()}", name = "Support", campaignId = campaign })).Id;
        var ticket = (await agent.Command("/api/tickets", new
        {
            queueId = queue,
            subject = "No audio",
            description = "The headset is silent",
            requester = new { kind = "customer", fullName = "Luz Mora", email = $"luz{host.Next()}@example.com" },
        })).Id;
        var requester = Guid.Parse(await host.Scalar<string>($"select data ->> 'subjectId' from mt_events where stream_id = '{ticket}' and type = 'ticket_opened'"));
        var plan = await host.Plan(campaign);
        var sale = await agent.Command("/api/telecom-sales/sales", await host.Portability(campaign, plan));
        var (month, lastMonth) = ($"{today:yyyy-MM}", $"{today.AddMonths(-1):yyyy-MM}");
        var statement = await host.Administrator.Command(
            "/api/telecom-sales/commissions/adjustments", new { campaignId = campaign, agentId, period = month, amount = Cop(1_000), reason = "Welcome" });
        var settlement = await host.Administrator.Command("/api/telecom-sales/commissions/settlements", new { campaignId = campaign, period = lastMonth });
        await host.CaughtUp();
        var session = (await agent.GetFromJsonAsync<List<SessionAnswer>>("/api/identity/me/sessions", Crm.Api.Http.ApiJson.Options))![0].Id;
        return new(campaign, seeded.Portfolio, seeded.Debtor, seeded.Account, agentId, attempt.Id, promise.Id, agreement.Id, payment.Id, followUp.Id, team, session, key.Id)
        {
            Callback = callback.Id,
            LeadBase = leadBase,
            Lead = lead,
            LeadImport = import,
            Attachment = attachment,
            Todo = todo.Id,
            Queue = queue,
            Ticket = ticket,
            Requester = requester,
            Plan = plan,
            Sale = sale.Id,
            Statement = statement.Id,
            Settlement = settlement.Id,
        };
    }

    // A base with one line in it, loaded from a file.
    private static async Task<(Guid Base, Guid Lead, Guid Import)> Leads(CollectionsHost host, Guid campaign)
    {
        const string Imports = "/api/telecom-sales/lead-imports";
        var leadBase = (await host.Administrator.Command("/api/telecom-sales/lead-bases", new { campaignId = campaign, kind = "prepaid", name = "World" })).Id;
        var phone = $"3{100_000_000 + host.Next()}";
        var sent = await host.Administrator.PostAsync(Imports + "/uploads", new StringContent($"TELEFONO\n{phone}\n", System.Text.Encoding.UTF8, "text/csv"));
        var hash = JsonNode.Parse(await sent.Content.ReadAsStringAsync())!["hash"]!.GetValue<string>();
        var started = await host.Administrator.PostAsJsonAsync(Imports, new { baseId = leadBase, upload = hash, fileName = "world.csv" });
        var import = JsonNode.Parse(await started.Content.ReadAsStringAsync())!["id"]!.GetValue<Guid>();
        await Eventually.True(async () => await host.Scalar<long>($"select count(*) from mt_events where stream_id = '{import}' and type = 'lead_import_completed'") == 1, "the base is loaded");
        return (leadBase, host.Services.GetRequiredService<NaturalKeys>().Lead(new(leadBase), "+57" + phone).Value, import);
    }
}
