using Crm.Domain.Collections.Promises;
using Crm.Projections.Campaigns;
using Crm.Projections.Collections;

namespace Crm.Api.Pages.Work;

/// <summary>Colours of states: what asks for attention, what goes well; and the words of outcomes.</summary>
public static class Badges
{
    /// <summary>The label of an outcome in the language of the page; its code where the campaign knows it no longer.</summary>
    public static string Outcome(CampaignInfo? campaign, string code) =>
        campaign?.Dispositions?.Value.FirstOrDefault(disposition => disposition.Code == code) is { } known ? (Texts.IsSpanish ? known.LabelEs : known.LabelEn) : code;

    public static string Of(TrayStatus status) => status switch
    {
        TrayStatus.PromiseBroken or TrayStatus.AgreementBroken or TrayStatus.Legal => "bad",
        TrayStatus.Promise or TrayStatus.Agreement => "info",
        TrayStatus.Paid => "good",
        TrayStatus.PartlyPaid => "warn",
        _ => "",
    };

    public static string Of(PromiseOutcome outcome) => outcome switch
    {
        PromiseOutcome.Kept or PromiseOutcome.FoundKept => "good",
        PromiseOutcome.Broken => "bad",
        PromiseOutcome.PartlyKept or PromiseOutcome.CuredLate => "warn",
        PromiseOutcome.Open => "info",
        _ => "",
    };

    public static string Of(AgreementState state) => state switch
    {
        AgreementState.Active or AgreementState.Approved => "info",
        AgreementState.Completed => "good",
        AgreementState.Broken or AgreementState.Rejected => "bad",
        AgreementState.Proposed => "warn",
        _ => "",
    };
}
