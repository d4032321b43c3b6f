using Crm.Domain.Campaigns;

namespace Crm.Domain.Tests.Campaigns;

public sealed class DefaultDispositionsTests
{
    [Theory]
    [InlineData("HUNG_UP")]
    [InlineData("THIRD_PERSON_INFORMS")]
    [InlineData("THIRD_PERSON_SILENT")]
    [InlineData("WHATSAPP_UNANSWERED")]
    [InlineData("DEBTOR_DECEASED")]
    [InlineData("WRONG_NUMBER")]
    [InlineData("VOICEMAIL")]
    public void Who_did_not_speak_for_the_debt_is_no_right_party(string code) => Flags(code).HasFlag(DispositionFlags.RightParty).ShouldBeFalse();

    [Theory]
    [InlineData("WHATSAPP_UNANSWERED")]
    [InlineData("PHONE_OFF")]
    [InlineData("OUT_OF_SERVICE")]
    [InlineData("NO_ANSWER")]
    [InlineData("VOICEMAIL")]
    [InlineData("NUMBER_NOT_IN_USE")]
    [InlineData("MESSAGE_SENT")]
    public void Where_nobody_answered_there_was_no_contact(string code) => Flags(code).HasFlag(DispositionFlags.Contact).ShouldBeFalse();

    [Fact]
    public void Promises_and_agreements_name_account_amount_and_date() =>
        DefaultDispositions.All.Where(known => (known.Flags & (DispositionFlags.Promise | DispositionFlags.Agreement)) != 0)
            .ShouldAllBe(known => known.Requires == (DispositionRequirements.Account | DispositionRequirements.Amount | DispositionRequirements.Date));

    [Theory]
    [InlineData(DispositionFlags.Callback, "CALLBACK_REQUESTED")]
    [InlineData(DispositionFlags.DoNotContact, "DO_NOT_CONTACT_REQUESTED")]
    [InlineData(DispositionFlags.Deceased, "DEBTOR_DECEASED")]
    [InlineData(DispositionFlags.Lawyer, "REFERRED_TO_LAWYER")]
    [InlineData(DispositionFlags.Claim, "CLAIM_IN_PROGRESS")]
    public void Flags_with_consequences_are_set_where_they_are_meant(DispositionFlags flag, string code) =>
        DefaultDispositions.All.Where(known => known.Flags.HasFlag(flag)).Select(known => known.Code).ShouldBe([code]);

    private static DispositionFlags Flags(string code) => DefaultDispositions.All.Single(known => known.Code == code).Flags;
}
