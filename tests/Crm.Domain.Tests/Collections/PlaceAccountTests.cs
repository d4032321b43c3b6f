using Crm.Domain.Campaigns;
using Crm.Domain.Collections.DebtAccounts;
using Crm.Domain.Collections.PortfolioImports;
using Crm.Domain.Kernel;
using Crm.Domain.Tests.Kit;
using static Crm.Domain.Tests.Collections.Scene;
using static Crm.Domain.Tests.Kit.Known;

namespace Crm.Domain.Tests.Collections;

public sealed class PlaceAccountTests
{
    private static readonly Spec<DebtAccount, PlaceAccount> Spec = new(PlaceAccountHandler.Handle);

    private static readonly PlaceAccount Row = new(
        Account, Debtor, Portfolio, Known.Campaign, Bogota, "Banco Uno", "OB-1", Debt, CutOff, new(2026, 5, 1), 30, At(2026, 5, 4));

    private static readonly PlaceAccount JuneRow = Row with { CutOffDate = June(5), Now = At(2026, 6, 8), ImportId = Import };

    private static PaymentApplied Applied(decimal amount, DateOnly valueDate, Balance before)
    {
        var (allocated, credit) = before.Allocate(Cop(amount), CollectionPolicy.Default.Payments.AllocationOrder);
        return new(Account, Debtor, Portfolio, Known.Campaign, Known.Payment, Cop(amount), allocated, credit, before - allocated, valueDate, null, At(2026, 6, 8));
    }

    private static BalanceAdjusted Adjusted(Balance old, Balance @new, Balance after, DateOnly cutOff, Money? credit = null) => new(
        Account, Debtor, Portfolio, Known.Campaign, old, @new, after, cutOff, "The creditor's file differs.", At(2026, 6, 8), Import, credit ?? Cop(0));

    [Fact]
    public void A_reference_that_is_not_known_is_placed()
    {
        Spec.Given().When(Row).Then(Placed);
        RowOutcome.Of(Spec.Given().When(Row).Decision).ShouldBe(new ImportCounts(1, 1, 0, 0, 0));
    }

    [Fact]
    public void A_row_that_says_what_we_know_changes_nothing()
    {
        Spec.Given(Placed).When(JuneRow).ThenNothing();
        RowOutcome.Of(Spec.Given(Placed).When(JuneRow).Decision).ShouldBe(new ImportCounts(1, 0, 0, 1, 0));
    }

    [Fact]
    public void A_changed_row_is_an_adjustment_with_the_old_and_the_new_balance()
    {
        var more = Debt with { Interest = 160_000 };
        Spec.Given(Placed).When(JuneRow with { Balance = more }).Then(Adjusted(Debt, more, more, June(5)));
        RowOutcome.Of(Spec.Given(Placed).When(JuneRow with { Balance = more }).Decision).ShouldBe(new ImportCounts(1, 0, 1, 0, 0));
    }

    [Fact]
    public void A_stale_file_does_not_undo_a_later_local_payment() =>
        Spec.Given(Placed, Applied(100_000, June(6), Debt)).When(JuneRow).ThenNothing();

    [Fact]
    public void A_stale_file_moves_the_balance_by_its_difference_as_of_its_cut_off_date()
    {
        var (more, paid) = (Debt with { Interest = 160_000 }, Applied(100_000, June(6), Debt));
        Spec.Given(Placed, paid).When(JuneRow with { Balance = more })
            .Then(Adjusted(Debt, more, paid.BalanceAfter with { Interest = paid.BalanceAfter.Interest + 10_000 }, June(5)));
    }

    [Fact]
    public void A_payment_that_the_file_contains_already_is_not_counted_twice()
    {
        var paid = Applied(100_000, June(3), Debt);
        Spec.Given(Placed, paid).When(JuneRow with { Balance = paid.BalanceAfter }).ThenNothing();
    }

    [Fact]
    public void A_repeated_file_does_not_undo_a_payment_that_was_valued_before_its_cut_off_but_learnt_after_it()
    {
        var less = Debt with { Fees = 0 };
        Spec.Given(Placed, Adjusted(Debt, less, less, June(5)), Applied(100_000, June(3), less)).When(JuneRow with { Balance = less }).ThenNothing();
    }

    [Fact]
    public void What_a_later_payment_paid_beyond_the_creditors_balance_becomes_credit()
    {
        var (paid, little) = (Applied(1_000_000, June(6), Debt), Balance.Zero(Currency.Cop) with { Principal = 300_000 });
        Spec.Given(Placed, paid).When(JuneRow with { Balance = little })
            .Then(Adjusted(Debt, little, Balance.Zero(Currency.Cop), June(5), credit: Cop(700_000)));
    }

    [Fact]
    public void A_file_from_before_the_last_agreed_cut_off_comes_too_late()
    {
        var less = Debt with { Fees = 0 };
        Spec.Given(Placed, Adjusted(Debt, less, less, June(5))).When(JuneRow with { CutOffDate = June(4) }).ThenRefused("collections.cut-off-outdated");
    }

    [Fact]
    public void Corrected_terms_are_a_fact_of_their_own() =>
        Spec.Given(Placed).When(JuneRow with { OriginatorDaysPastDue = 45 })
            .Then(new AccountTermsCorrected(Account, new(2026, 5, 1), new(2026, 5, 1), 30, 45, Import));

    [Fact]
    public void Nonsense_is_refused()
    {
        Spec.Given().When(Row with { Balance = Debt with { Fees = -1 } }).ThenRefused("collections.balance-negative").Fields.ShouldBe(["Balance.Fees"]);
        Spec.Given().When(Row with { Balance = Debt with { Fees = 0.001m } }).ThenRefused("collections.amount-not-exact");
        Spec.Given().When(Row with { CutOffDate = new(2026, 5, 5) }).ThenRefused("collections.cut-off-in-future");
        Spec.Given().When(Row with { OriginatorDaysPastDue = -1 }).ThenRefused("collections.days-past-due-negative");
        Spec.Given(Placed).When(JuneRow with { DebtorId = OtherDebtor }).ThenRefused("collections.account-of-other-debtor");
        Spec.Given(Placed).When(JuneRow with { Balance = Balance.Zero(Currency.Usd) }).ThenRefused("collections.currency-differs");
        RowOutcome.Of(Spec.Given(Placed).When(JuneRow with { DebtorId = OtherDebtor }).Decision).ShouldBe(RowOutcome.Rejected);
    }

    [Fact]
    public void A_written_off_account_is_not_revived() =>
        Spec.Given(Placed, new AccountWrittenOff(Account, Debtor, Portfolio, Known.Campaign, Cop(1_000_000), Debt, "Prescribed", At(2026, 6, 1)))
            .When(JuneRow).ThenRefused("collections.account-written-off");

    [Fact]
    public void A_withdrawn_account_comes_back_only_with_a_file_of_a_later_cut_off()
    {
        var withdrawn = new AccountWithdrawn(Account, Known.Campaign, Cop(1_000_000), "Recalled", At(2026, 6, 5));
        Spec.Given(Placed, withdrawn).When(JuneRow).ThenRefused("collections.account-withdrawn");
        Spec.Given(Placed, withdrawn).When(JuneRow with { CutOffDate = June(6) })
            .Then(Placed with { CutOffDate = June(6), Moment = JuneRow.Now, ImportId = Import });
    }

    [Fact]
    public void What_a_reversal_restored_after_the_withdrawal_goes_with_it_before_the_account_is_placed_again()
    {
        var withdrawn = new AccountWithdrawn(Account, Known.Campaign, Cop(900_000), "Recalled", At(2026, 6, 5), PortfolioId: Portfolio);
        var part = Balance.Zero(Currency.Cop) with { Principal = 100_000 };
        var reversed = new PaymentUnapplied(
            Account, Debtor, Portfolio, Known.Campaign, Payment, Cop(100_000), part, Cop(0), part, June(2), null, At(2026, 6, 6));
        Spec.Given(Placed, withdrawn, reversed).When(JuneRow with { CutOffDate = June(6) }).Then(
            new AccountWithdrawn(Account, Known.Campaign, Cop(100_000), "A payment was reversed after it was withdrawn.", JuneRow.Now, PortfolioId: Portfolio),
            Placed with { CutOffDate = June(6), Moment = JuneRow.Now, ImportId = Import });
    }

    [Fact]
    public void A_balance_corrected_by_hand_says_why_and_does_not_outdate_the_creditors_files()
    {
        Spec<DebtAccount, AdjustBalance> adjusting = new(AdjustBalanceHandler.Handle);
        var less = Debt with { Fees = 0 };
        var byHand = new BalanceAdjusted(Account, Debtor, Portfolio, Known.Campaign, Debt, less, less, June(7), "Fee waived", At(2026, 6, 7));
        adjusting.Given(Placed).When(new(less, "Fee waived", At(2026, 6, 7))).Then(byHand);
        adjusting.Given(Placed).When(new(less, " ", At(2026, 6, 7))).ThenRefused("collections.reason-missing");
        adjusting.Given(Placed).When(new(less with { Other = -1 }, "Typo", At(2026, 6, 7))).ThenRefused("collections.balance-negative");
        Spec.Given(Placed, byHand).When(JuneRow).ThenNothing();
    }
}

public sealed class UndoAccountImportTests
{
    private static readonly Spec<DebtAccount, UndoAccountImport> Spec = new(UndoAccountImportHandler.Handle);
    private static readonly UndoAccountImport Undo = new(Import, "Wrong file", At(2026, 6, 9));

    [Fact]
    public void An_account_that_the_import_placed_is_withdrawn_and_may_be_placed_again()
    {
        var placed = Placed with { ImportId = Import };
        var withdrawn = new AccountWithdrawn(Account, Known.Campaign, Cop(1_000_000), "Wrong file", Undo.Now, Import, Portfolio);
        Spec.Given(placed).When(Undo).Then(withdrawn);
        var again = new PlaceAccount(Account, Debtor, Portfolio, Known.Campaign, Bogota, "Banco Uno", "OB-1", Debt, CutOff, new(2026, 5, 1), 30, At(2026, 6, 9));
        PlaceAccountHandler.Handle(again, Folded.Of<DebtAccount>(placed, withdrawn)).Events.ShouldHaveSingleItem().ShouldBeOfType<AccountPlaced>();
    }

    [Fact]
    public void One_that_was_worked_on_stays() => Spec.Given(Placed with { ImportId = Import }, Promised(Made)).When(Undo).ThenRefused("collections.account-worked");

    [Fact]
    public void An_adjustment_is_taken_back_as_of_the_same_cut_off_so_that_the_right_file_can_follow()
    {
        var (wrong, right) = (Debt with { Interest = 1_000_000 }, Debt with { Interest = 160_000 });
        var row = new PlaceAccount(Account, Debtor, Portfolio, Known.Campaign, Bogota, "Banco Uno", "OB-1", wrong, June(5), new(2026, 5, 1), 60, At(2026, 6, 8), Import);
        var account = Folded.Of<DebtAccount>([Placed, .. PlaceAccountHandler.Handle(row, Folded.Of<DebtAccount>(Placed)).Events])!;
        account = UndoAccountImportHandler.Handle(Undo, account).Events.Select(Stored.RoundTrip).Aggregate(account, (state, e) => DebtAccount.Evolve(state, e)!);
        account.Balance.ShouldBe(Debt);
        account.Clock.OriginatorDays.ShouldBe(30);
        UndoAccountImportHandler.Handle(Undo, account).Appends.ShouldBeFalse();

        account = PlaceAccountHandler.Handle(row with { Balance = right, OriginatorDaysPastDue = 30, ImportId = new ImportId(Id("1002")) }, account).Events
            .Aggregate(account, (state, e) => DebtAccount.Evolve(state, e)!);
        account.Balance.ShouldBe(right);
    }

    [Fact]
    public void What_another_import_did_is_left_alone() => Spec.Given(Placed with { ImportId = new ImportId(Id("1002")) }).When(Undo).ThenNothing();
}
