using System.Net.Http.Json;
using Crm.Api.Http;
using Crm.Api.Privacy;
using Crm.Api.Queries;
using Crm.Api.Tests.Collections;
using Crm.Api.Tests.Kit;
using Crm.EventStore.Projecting;
using Crm.EventStore.Projecting.Rebuilding;
using Crm.EventStore.Serialization.Personal;
using Crm.Projections.Audit;
using Crm.Projections.Collections;
using Crm.Projections.Identity;
using Crm.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Crm.Api.Tests.Privacy;

/// <summary>A person is erased: refused with the ground, everywhere at once, the same after any rebuild.</summary>
[Collection(OneOffice.Name)]
public sealed class ErasureTests(CollectionsHost host)
{
    [Fact]
    public async Task What_may_not_be_erased_yet_is_refused_with_the_ground_and_its_date()
    {
        var seeded = await host.Account();
        var path = $"/api/privacy/subjects/{seeded.Debtor}";
        await (await host.Administrator.Send($"{path}/erase", new { reason = "Asked for it" })).ShouldBeProblem(409, "privacy.open-debt");

        var withdrawn = await host.Administrator.Command($"/api/collections/accounts/{seeded.Account}/withdraw", new { reason = "Asked for by the creditor" });
        await host.Services.GetRequiredService<ProjectionProgress>().CaughtUpTo(withdrawn.Position);
        var kept = await (await host.Administrator.Send($"{path}/erase", new { reason = "Asked for it" })).ShouldBeProblem(409, "privacy.retention-running");
        var until = (await host.Today()).AddYears(5).ToString("O", System.Globalization.CultureInfo.InvariantCulture);
        kept["figures"]!["until"]!.ToString().ShouldBe(until);
        (await host.Administrator.Read(path)).Text("freeOn").ShouldBe(until);
        (await host.Administrator.Items($"/api/privacy/erasable?campaign={seeded.Campaign}")).ShouldBeEmpty();
        (await host.Administrator.Items($"/api/privacy/erasable?campaign={seeded.Campaign}&by={until}")).Single().Text("subjectId").ShouldBe(seeded.Debtor.ToString());

        await host.NothingIsKept(seeded.Campaign);
        var hold = Guid.CreateVersion7();
        await host.Administrator.Command($"{path}/holds", new { reason = "Lawsuit", holdId = hold });
        await (await host.Administrator.Send($"{path}/erase", new { reason = "Asked for it" })).ShouldBeProblem(409, "privacy.legal-hold");
        await host.Administrator.Command($"{path}/holds/{hold}/release", new { reason = "Settled" });
        (await host.Administrator.Items($"/api/privacy/erasable?campaign={seeded.Campaign}")).Count.ShouldBe(1);
        await host.Administrator.Command($"{path}/erase", new { reason = "Asked for it" });
        (await host.Administrator.Read(path)).Text("erased").ShouldBe("true");
    }

    [Fact]
    public async Task Nothing_of_the_person_is_left_in_views_reports_and_searches_and_a_rebuild_says_the_same()
    {
        var subject = await Closed("Zacarías Ventisquero");
        await host.Execute($"insert into crm_import_problems (import_id, line, ordinal, sealed, subject_id, code, rejects, reason_en, reason_es) values ('{Guid.CreateVersion7()}', 1, 1, '\\x00', '{subject}', 'x', true, '', '')");
        (await host.Administrator.Items("/api/collections/debtors?q=ventisquero")).Count.ShouldBe(1);

        var erased = await host.Administrator.Command($"/api/privacy/subjects/{subject}/erase", new { reason = "Asked for it" });

        var file = await host.Administrator.Read($"/api/collections/debtors/{subject}", erased.Position);
        file.Text("debtor.fullName").ShouldBe(SubjectKey.Erased);
        (await host.Administrator.Items("/api/collections/debtors?q=ventisquero")).ShouldBeEmpty();
        (await host.Administrator.Items("/api/collections/debtors?q=erased")).ShouldBeEmpty();
        await Eventually.True(async () => await Left(subject) == 0, "every view is redacted");
        (await host.Scalar<long>($"select count(*) from crm_import_problems where subject_id = '{subject}'")).ShouldBe(0);
        (await host.Scalar<bool>($"select wrapped_key is null from crm_subject_keys where subject_id = '{subject}'")).ShouldBeTrue();
        await host.RebuildsAreTheSame();
        (await Left(subject)).ShouldBe(0);
        (await host.Administrator.Read($"/api/streams/{subject}/events")).ToJsonString().ShouldNotContain("Ventisquero");
        await (await host.Administrator.Send($"/api/collections/debtors/{subject}/phones", new { number = "300 555 0187", source = "agent" })).ShouldBeProblem(409, "collections.debtor-erased");
    }

    [Fact]
    public async Task Erasing_in_the_middle_of_a_rebuild_leaves_nothing_in_the_new_table()
    {
        var subject = await Closed("Melquíades Ventisca");
        foreach (var view in (string[])["debtor_directory", "debtor_file", "attempt_facts", "follow_ups_tray"])
        {
            var middle = new Middle(() => host.Administrator.Command($"/api/privacy/subjects/{subject}/erase", new { reason = "Asked for it" }).GetAwaiter().GetResult());
            await host.Services.GetRequiredService<ProjectionRebuilder>().Rebuild(view, new(), middle, default);
            middle.Reached.ShouldBeTrue();
        }

        await Eventually.True(async () => await Left(subject) == 0, "every view is redacted");
        await host.RebuildsAreTheSame();
        (await Left(subject)).ShouldBe(0);
    }

    [Fact]
    public async Task A_guarantor_is_kept_as_long_as_what_he_answers_for_is_owed_and_while_he_is_linked()
    {
        var (owing, settled) = (await host.Account(), await host.Account());
        var guarantor = await host.Debtor(owing.Campaign, "Casimiro Fianza");
        foreach (var campaign in (Guid[])[owing.Campaign, settled.Campaign]) await host.NothingIsKept(campaign);
        var path = $"/api/privacy/subjects/{guarantor}";
        string Links(Guid debtor) => $"/api/collections/debtors/{debtor}/links";
        await host.Administrator.Command(Links(owing.Debtor), new { personId = guarantor, role = "guarantor" });
        await host.Administrator.Command(Links(settled.Debtor), new { personId = guarantor, role = "coDebtor" });
        var reference = await host.Administrator.Command(Links(settled.Debtor), new { personId = owing.Debtor, role = "reference" });
        await host.Services.GetRequiredService<ProjectionProgress>().CaughtUpTo(reference.Position);

        (await (await host.Administrator.Send($"{path}/erase", new { reason = "Asked for it" })).ShouldBeProblem(409, "privacy.guarantees-open-debt"))["figures"]!["accounts"]!.ToString().ShouldBe("2");
        (await host.Administrator.Items($"/api/privacy/erasable?campaign={owing.Campaign}")).ShouldBeEmpty();
        var withdrawn = await host.Administrator.Command($"/api/collections/accounts/{settled.Account}/withdraw", new { reason = "Paid to the creditor" });
        await host.Services.GetRequiredService<ProjectionProgress>().CaughtUpTo(withdrawn.Position);
        (await host.Administrator.Read(path))["grounds"]!.AsArray().ShouldHaveSingleItem().Text("code").ShouldBe("privacy.guarantees-open-debt");

        var unlinked = await host.Administrator.Command($"{Links(owing.Debtor)}/remove", new { personId = guarantor, role = "guarantor" });
        await host.Services.GetRequiredService<ProjectionProgress>().CaughtUpTo(unlinked.Position);
        (await host.Administrator.Items($"/api/privacy/erasable?campaign={owing.Campaign}")).ShouldHaveSingleItem().Text("subjectId").ShouldBe(guarantor.ToString());
        await host.Administrator.Command($"{path}/erase", new { reason = "Asked for it" });
        await host.NothingIsLeft("Fianza");
        // Whom he answered for is as he was.
        (await host.Administrator.Read($"/api/collections/debtors/{owing.Debtor}")).Text("debtor.fullName").ShouldBe("María Ríos");
    }

    [Fact]
    public async Task Records_that_were_merged_and_corrected_are_erased_together_whichever_is_named()
    {
        foreach (var named in (string[])["first", "corrected", "stays"])
        {
            // One was merged into another, whose document was then corrected: three records of one person.
            var seeded = await host.Account();
            await host.NothingIsKept(seeded.Campaign);
            var (first, second) = (await host.Debtor(seeded.Campaign, "Nicanor Trasunto"), await host.Debtor(seeded.Campaign, "Nicanor Trasunto Gil"));
            await host.Administrator.Command($"/api/collections/debtors/{first}/merge", new { intoDebtorId = second, reason = "The same person" });
            var document = (1_099_000_000 + host.Next()).ToString(System.Globalization.CultureInfo.InvariantCulture);
            await host.Administrator.Command($"/api/collections/debtors/{second}/correct-document", new { documentType = "CC", documentNumber = document, reason = "Mistyped" });
            await host.CaughtUp();
            var stays = Guid.Parse(await host.Scalar<string>($"select data->>'pointsTo' from {DocumentTable.Of<DebtorFile>()} where id = '{second}'"));
            var id = named switch { "first" => first, "corrected" => second, _ => stays };

            // A hold on one keeps all.
            var hold = Guid.CreateVersion7();
            await host.Administrator.Command($"/api/privacy/subjects/{second}/holds", new { reason = "Lawsuit", holdId = hold });
            await (await host.Administrator.Send($"/api/privacy/subjects/{id}/erase", new { reason = "Asked for it" })).ShouldBeProblem(409, "privacy.legal-hold");
            await host.Administrator.Command($"/api/privacy/subjects/{second}/holds/{hold}/release", new { reason = "Settled" });

            await host.Administrator.Command($"/api/privacy/subjects/{id}/erase", new { reason = "Asked for it" });

            foreach (var record in (Guid[])[first, second, stays])
            {
                (await host.Scalar<bool>($"select wrapped_key is null from crm_subject_keys where subject_id = '{record}'")).ShouldBeTrue($"{named}: the key of {record}");
                (await host.Administrator.Read($"/api/privacy/subjects/{record}")).Text("erased").ShouldBe("true");
            }

            await host.NothingIsLeft("Trasunto", document);
        }

        await host.RebuildsAreTheSame();
        (await host.Of("Trasunto")).ShouldBe("");
    }

    [Fact]
    public async Task A_host_that_dies_between_the_event_and_the_key_leaves_the_rest_to_the_reaction()
    {
        var subject = await Closed("Úrsula Borrasca");

        // The event alone, as if nothing had come after it.
        var outcome = await host.Services.GetRequiredService<CommandRunner>().Run(
            new CommandOrigin("ErasePersonalData"), host.Services.GetRequiredService<PrivacyUnits>().Erase(subject, "Asked for it", null, null), default);
        outcome.ShouldBeOfType<CommandOutcome.Done>();

        await Eventually.True(async () => await host.Scalar<long>($"select count(*) from crm_subject_keys where subject_id = '{subject}' and wrapped_key is null") == 1, "the key is destroyed");
        await Eventually.True(async () => await Left(subject) == 0, "every view is redacted");
    }

    [Fact]
    public async Task Who_reaches_one_campaign_only_erases_nobody_who_is_known_in_another()
    {
        var seeded = await host.Account();
        var (supervisor, _) = await host.Agent(seeded.Campaign, "supervisor");
        await (await supervisor.Send($"/api/privacy/subjects/{seeded.Debtor}/erase", new { reason = "Asked for it" })).ShouldBeProblem(403, "permission-lacking");
        (await supervisor.Read($"/api/privacy/subjects/{seeded.Debtor}")).Text("erased").ShouldBe("false");
        var other = await host.Account();
        (await supervisor.StatusOf($"/api/privacy/subjects/{other.Debtor}")).ShouldBe(404);
        (await supervisor.StatusOf($"/api/privacy/retention?campaign={other.Campaign}")).ShouldBe(404);
    }

    [Fact]
    public async Task A_user_who_left_keeps_a_pseudonym_and_nothing_else()
    {
        await host.Administrator.Command("/api/privacy/retention", new { terms = new { accounts = 5, payments = 10, agreements = 10, contacts = 2, staff = 0 } });
        var user = await host.User("agent");
        (await HostFixture.SignIn(host.Anonymous(), user.UserName)).ShouldNotBeNull();
        var path = $"/api/privacy/subjects/{user.Id}/erase";
        await (await host.Administrator.Send(path, new { reason = "Asked for it" })).ShouldBeProblem(409, "privacy.user-in-service");
        await host.Administrator.Command($"/api/identity/users/{user.Id}/close", new { reason = "Left" });

        var erased = await host.Administrator.Command(path, new { reason = "Asked for it" });

        await host.Services.GetRequiredService<ProjectionProgress>().CaughtUpTo(erased.Position);
        var pseudonym = $"user-{user.Id.Value.ToString("N")[^12..]}";
        (await host.Scalar<string>($"select data->>'fullName' || (data->>'userName') from {DocumentTable.Of<UserDirectory>()} where id = '{user.Id}'")).ShouldBe(pseudonym + pseudonym);
        await Eventually.True(async () => await host.Scalar<long>(
            $"""
            select (select count(*) from {DocumentTable.Of<SessionList>()} where user_id = '{user.Id}' and data->>'address' <> '[erased]')
                + (select count(*) from {DocumentTable.Of<AuditTrail>()} where actor_id = '{user.Id}' and data->>'address' <> '[erased]')
            """) == 0, "addresses are redacted");
        await host.RebuildsAreTheSame();
    }

    // A debtor with a phone, a note of an attempt and one of a follow-up, whose account is closed and of whom nothing must be kept.
    private async Task<Guid> Closed(string name)
    {
        var seeded = await host.Account();
        await host.NothingIsKept(seeded.Campaign);
        await host.Administrator.Command($"/api/collections/debtors/{seeded.Debtor}/phones", new { number = $"300 555 0{100 + host.Next()}", source = "agent" });
        var version = await host.Scalar<long>($"select version from mt_streams where id = '{seeded.Debtor}'");
        using var rename = new HttpRequestMessage(HttpMethod.Post, $"/api/collections/debtors/{seeded.Debtor}/correct-name") { Content = JsonContent.Create(new { fullName = name }) };
        rename.Headers.TryAddWithoutValidation("If-Match", $"\"{version}\"");
        (await host.Administrator.SendAsync(rename)).IsSuccessStatusCode.ShouldBeTrue();
        await host.Administrator.Command("/api/collections/attempts", new
        {
            debtorId = seeded.Debtor,
            campaignId = seeded.Campaign,
            channel = "phone",
            direction = "outbound",
            disposition = "CALLBACK_REQUESTED",
            accounts = new[] { seeded.Account },
            notes = $"{name} asks to be called at his sister's",
            followUp = new { dueAt = (await host.Now()).AddHours(26), note = $"Ask for {name}" },
        });
        var withdrawn = await host.Administrator.Command($"/api/collections/accounts/{seeded.Account}/withdraw", new { reason = "Asked for by the creditor" });
        await host.Services.GetRequiredService<ProjectionProgress>().CaughtUpTo(withdrawn.Position);
        (await Left(seeded.Debtor)).ShouldBe(4);
        return seeded.Debtor;
    }

    // Rows of views that still hold something a person could read.
    private Task<long> Left(Guid subject) => host.Scalar<long>(
        $"""
        select (select count(*) from {DocumentTable.Of<DebtorFile>()} where id = '{subject}' and data->>'fullName' <> '[erased]')
            + (select count(*) from {DocumentTable.Of<DebtorDirectory>()} where id = '{subject}' and (data->>'fullName' <> '[erased]' or data->>'phones' <> '[]'))
            + (select count(*) from {DocumentTable.Of<AttemptFacts>()} where debtor_id = '{subject}' and data->>'notes' <> '[erased]')
            + (select count(*) from {DocumentTable.Of<FollowUpsTray>()} where debtor_id = '{subject}' and data->>'note' <> '[erased]')
        """);
}
