using Crm.Api.Collections.Import;
using Crm.Api.Imports;
using Crm.Api.Http;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.PortfolioImports;
using Crm.Domain.Kernel;
using Crm.EventStore.Projecting;
using Crm.EventStore.Streams;
using static Crm.Api.Tests.Collections.Import.PortfolioFiles;

namespace Crm.Api.Tests.Collections.Import;

public sealed class PortfolioImporterTests(ImportBench bench) : IClassFixture<ImportBench>
{
    [Fact]
    public async Task A_row_registers_the_debtor_with_his_contact_data_and_places_the_account()
    {
        var client = await bench.NewClient();
        var (_, import) = await client.Import(Text(client.Row(1, ("CELULAR_1", "310 555 66 77"), ("TELEFONO_1", "6015551234"), ("EMAIL_1", "OTRA@example.com"))));

        (import.Status, import.Totals).ShouldBe((ImportStatus.Completed, new ImportCounts(1, 1, 0, 0, 0)));
        var debtor = (await client.Debtor(client.Document(1))).ShouldNotBeNull();
        debtor.Phones.Select(phone => phone.Number).ShouldBe(["+573001234567", "+573105556677", "+576015551234"]);
        debtor.Emails.Select(email => email.Email).ShouldBe(["ana@example.com", "otra@example.com"]);
        debtor.Addresses.ShouldHaveSingleItem().City.ShouldBe("Bogotá");
        var account = (await client.Account("R-1")).ShouldNotBeNull();
        (account.DebtorId, account.PortfolioId, account.Balance.Total().Amount).ShouldBe((debtor.Id, client.Portfolio, 1_000_000));
    }

    [Fact]
    public async Task Two_obligations_of_one_debtor_are_two_accounts_of_one_record()
    {
        var client = await bench.NewClient();
        await client.Import(Text(client.Row(1), client.Row(2, ("DOCUMENTO", client.Document(1)), ("CELULAR_1", "3019998877"))));
        (await client.Account("R-1"))!.DebtorId.ShouldBe((await client.Account("R-2"))!.DebtorId);
        (await client.Events(client.DebtorId(client.Document(1)).Value)).Count(name => name == "debtor_registered").ShouldBe(1);
    }

    [Fact]
    public async Task Repeating_a_file_changes_nothing()
    {
        var client = await bench.NewClient();
        var text = Text([.. Enumerable.Range(1, 10).Select(i => client.Row(i))]);
        await client.Import(text);
        var head = await client.Head();
        var (outcome, import) = await client.Import(text);
        outcome.ShouldBeOfType<CommandOutcome.Done>().Appended.ShouldBeFalse();
        import.Status.ShouldBe(ImportStatus.Completed);
        (await client.Head()).ShouldBe(head);
    }

    [Fact]
    public async Task A_later_file_adjusts_what_changed_and_leaves_the_rest()
    {
        var client = await bench.NewClient();
        await client.Import(Text(client.Row(1), client.Row(2), client.Row(3)));
        var (_, import) = await client.Import(Text(client.Row(1), client.Row(2, ("PRINCIPAL", "900000"), ("DEUDA_TOTAL", "1100000")), client.Row(4)), ImportBench.CutOff.AddDays(1));

        import.Totals.ShouldBe(new ImportCounts(3, 1, 1, 1, 0));
        (await client.Events(client.AccountId("R-1").Value)).ShouldBe(["account_placed"]);
        var adjusted = await Last<BalanceAdjusted>(client.AccountId("R-2").Value);
        (adjusted.OldBalance.Total().Amount, adjusted.NewBalance.Total().Amount).ShouldBe((1_000_000, 1_100_000));
        (await client.Events(client.AccountId("R-3").Value)).ShouldBe(["account_placed"]);
    }

    [Fact]
    public async Task Accounts_missing_from_a_file_are_listed_and_never_touched()
    {
        var client = await bench.NewClient();
        await client.Import(Text(client.Row(1), client.Row(2), client.Row(3)));
        await bench.Get<ProjectionProgress>().CaughtUpTo(await client.Head());
        var file = await client.Upload(Text(client.Row(1)), ImportBench.CutOff.AddDays(1));
        await client.Start(file);
        await client.Run(file, bench.Get<PortfolioImporter>());

        var missing = await bench.Get<MissingAccounts>().Page(client.Id(file), Guid.Empty, 10, CancellationToken.None);
        missing.Select(account => account.Reference).ShouldBe(["R-2", "R-3"], ignoreOrder: true);
        (await client.Events(client.AccountId("R-2").Value)).ShouldBe(["account_placed"]);
        (await Last<ImportCompleted>(client.Id(file).Value)).MissingAccounts.ShouldBe(2);
    }

    [Fact]
    public async Task Bad_rows_are_reported_and_good_ones_imported()
    {
        var client = await bench.NewClient();
        var file = await client.Upload(Text(client.Row(1), client.Row(2, ("DOCUMENTO", "nan")), client.Row(3, ("DEUDA_TOTAL", "5")), client.Row(4, ("TELEFONO_CELULAR", "123")), client.Row(5)));
        await client.Start(file);
        var import = await client.Run(file, bench.Get<PortfolioImporter>());

        import!.Totals.ShouldBe(new ImportCounts(5, 3, 0, 0, 2));
        (await client.Problems(file)).Select(problem => (problem.Line, problem.Column, problem.Value, problem.Code, problem.Rejects)).ShouldBe(
        [
            (3, "DOCUMENTO", "nan", "import.value-placeholder", true), (4, "DEUDA_TOTAL", "5", "import.total-mismatch", true),
            (5, "TELEFONO_CELULAR", "123", "import.phone-invalid", false),
        ]);
        (await client.Account("R-4")).ShouldNotBeNull();
        (await client.Account("R-3")).ShouldBeNull();
    }

    [Fact]
    public async Task Personal_values_of_a_report_are_not_readable_in_the_table_nor_without_the_right()
    {
        var client = await bench.NewClient();
        var file = await client.Upload(Text(client.Row(1, ("EMAIL", "secreto@"))));
        await client.Start(file);
        await client.Run(file, bench.Get<PortfolioImporter>());
        (await bench.Scalar<long>("select count(*) from crm_import_problems where crm_import_problems::text like '%secreto%'")).ShouldBe(0);
        (await client.Problems(file))[0].Value.ShouldBe("secreto@");
        (await bench.Get<ImportReports>().Page(client.Id(file), null, 10, personal: false, CancellationToken.None))[0].Value.ShouldBe("s…@");
        await bench.Get<ImportReports>().Erase(client.DebtorId(client.Document(1)).Value, CancellationToken.None);
        (await client.Problems(file))[0].Value.ShouldBeNull();
    }

    [Fact]
    public async Task An_account_named_twice_is_taken_once_and_the_second_row_reported()
    {
        var client = await bench.NewClient();
        var rows = Enumerable.Range(1, 6).Select(i => client.Row(i)).ToList();
        // One contradiction in the same chunk, one repetition and one contradiction in a later one.
        var file = await client.Upload(Text([.. rows, client.Row(6, ("DOCUMENTO", client.Document(99))), rows[0], client.Row(2, ("PRINCIPAL", "1"), ("DEUDA_TOTAL", ""))]));
        await client.Start(file);
        var import = await client.Run(file, bench.Get<PortfolioImporter>());

        import!.Totals.ShouldBe(new ImportCounts(9, 6, 0, 0, 3));
        (await client.Problems(file)).Select(problem => (problem.Line, problem.Code)).ShouldBe(
            [(8, "import.account-twice"), (9, "import.row-repeated"), (10, "import.account-twice")]);
        (await client.Account("R-2"))!.Balance.Total().Amount.ShouldBe(1_000_000);
        (await client.Debtor(client.Document(99))).ShouldBeNull();
    }

    [Fact]
    public async Task A_good_row_counts_where_an_earlier_one_of_its_account_was_bad()
    {
        var client = await bench.NewClient();
        var (_, import) = await client.Import(Text(client.Row(1, ("DEUDA_TOTAL", "x")), client.Row(2), client.Row(3), client.Row(4), client.Row(1)));
        import.Totals.ShouldBe(new ImportCounts(5, 4, 0, 0, 1));
        (await client.Account("R-1")).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_file_of_before_a_payment_does_not_undo_it()
    {
        var client = await bench.NewClient();
        await client.Import(Text(client.Row(1)), ImportBench.CutOff);
        var account = client.AccountId("R-1");
        var now = BusinessMoment.Of(new DateTimeOffset(2026, 7, 5, 15, 0, 0, TimeSpan.Zero), "America/Bogota");
        var paid = Balance.Zero(Currency.Cop) with { Principal = 300_000 };
        var before = (await client.Account("R-1"))!;
        await bench.Do<DebtAccount>(account.Value, _ => Decision.Append(new PaymentApplied(
            account, before.DebtorId, client.Portfolio, bench.Campaign, new(Guid.CreateVersion7()), paid.Total(), paid, Money.Zero(Currency.Cop),
            before.Balance - paid, new DateOnly(2026, 7, 5), null, now)));

        // The creditor's file of 1 July does not know of it; it is another file, but its balances are the same.
        var (_, import) = await client.Import(Text(client.Row(1), client.Row(2)), ImportBench.CutOff.AddDays(1));
        import.Totals.ShouldBe(new ImportCounts(2, 1, 0, 1, 0));
        (await client.Account("R-1"))!.Balance.Total().Amount.ShouldBe(700_000);
    }

    [Fact]
    public async Task A_file_older_than_what_is_agreed_is_refused_row_by_row()
    {
        var client = await bench.NewClient();
        await client.Import(Text(client.Row(1)), ImportBench.CutOff);
        var file = await client.Upload(Text(client.Row(1, ("PRINCIPAL", "900000"), ("DEUDA_TOTAL", ""))), ImportBench.CutOff.AddDays(-1));
        await client.Start(file);
        (await client.Run(file, bench.Get<PortfolioImporter>()))!.Totals.Rejected.ShouldBe(1);
        (await client.Problems(file)).ShouldHaveSingleItem().Code.ShouldBe("collections.cut-off-outdated");
    }

    [Fact]
    public async Task A_file_that_is_cut_off_fails_before_anything_is_written_and_may_come_again_whole()
    {
        var client = await bench.NewClient();
        var text = Text(client.Row(1), client.Row(2), client.Row(3));
        var (_, import) = await client.Import(text[..^70]);
        import.Status.ShouldBe(ImportStatus.Failed);
        (await client.Account("R-1")).ShouldBeNull();
        (await client.Import(text)).Import.Totals.Placed.ShouldBe(3);
    }

    [Fact]
    public async Task A_dry_run_counts_everything_and_writes_nothing()
    {
        var client = await bench.NewClient();
        await client.Import(Text(client.Row(1), client.Row(2), client.Row(9)));
        await bench.Get<ProjectionProgress>().CaughtUpTo(await client.Head());
        var head = await client.Head();
        var file = await client.Upload(Text(client.Row(1), client.Row(2, ("PRINCIPAL", "900000"), ("DEUDA_TOTAL", "")), client.Row(3), client.Row(3), client.Row(4, ("DOCUMENTO", ""))), ImportBench.CutOff.AddDays(1));
        var dry = await bench.Get<PortfolioImports>().Try(file, 10, null, CancellationToken.None);

        (dry.Counts, dry.MissingAccounts, dry.Problems).ShouldBe((new ImportCounts(5, 1, 1, 1, 2), 1, 2));
        dry.FirstProblems.Select(problem => problem.Code).ShouldBe(["import.row-repeated", "import.value-missing"]);
        (await client.Head()).ShouldBe(head);
        (await bench.Scalar<long>("select count(*) from crm_import_rows where line = 4 and import_id not in (select import_id from crm_import_jobs)")).ShouldBe(0);

        await client.Start(file);
        (await client.Run(file, bench.Get<PortfolioImporter>()))!.Totals.ShouldBe(dry.Counts);
    }

    [Fact]
    public async Task An_import_is_taken_back_by_new_facts_and_worked_accounts_stay()
    {
        var client = await bench.NewClient();
        await client.Import(Text(client.Row(1), client.Row(2)));
        var file = await client.Upload(Text(client.Row(1, ("PRINCIPAL", "900000"), ("DEUDA_TOTAL", "")), client.Row(2), client.Row(3)), ImportBench.CutOff.AddDays(1));
        await client.Start(file);
        await client.Run(file, bench.Get<PortfolioImporter>());

        var undone = await bench.Get<PortfolioImports>().Undo(client.Id(file), "Archivo equivocado", new("Test", new UserId(Guid.CreateVersion7())), CancellationToken.None);
        undone.ShouldNotBeNull().Undone.ShouldBe(2);
        (await client.Account("R-1"))!.Balance.Total().Amount.ShouldBe(1_000_000);
        (await client.Account("R-3"))!.Status.ShouldBe(AccountStatus.Withdrawn);
        (await client.Events(client.AccountId("R-2").Value)).ShouldBe(["account_placed"]);

        var again = await bench.Get<PortfolioImports>().Undo(client.Id(file), "Otra vez", new("Test", new UserId(Guid.CreateVersion7())), CancellationToken.None);
        again!.Outcome.ShouldBeOfType<CommandOutcome.Done>().Appended.ShouldBeFalse();
    }

    [Fact]
    public async Task Only_one_host_runs_an_import()
    {
        var client = await bench.NewClient();
        var file = await client.Upload(Text(client.Row(1), client.Row(2)));
        await client.Start(file);
        PortfolioImport? second = new(default, default, default, default, GoodRow, default, 0, ImportCounts.None);
        await client.Run(file, bench.Importer(async seam =>
        {
            if (seam is ImportSeam.RowsNoted) second = await client.Run(file, bench.Get<PortfolioImporter>());
        }));
        second.ShouldBeNull();
    }

    private async Task<T> Last<T>(Guid stream) =>
        (await bench.Get<EventLog>().ReadStream(stream, StreamRange.Whole, CancellationToken.None)).Select(recorded => recorded.Data).OfType<T>().Last();
}
