using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales.Sales;

namespace Crm.Domain.TelecomSales.SalesPolicies;

/// <summary>A campaign's terms for selling, as data and versioned.</summary>
/// <param name="Operator">Whose order numbers they are: a number is unique among all campaigns of one operator. Empty: one for the whole business.</param>
/// <param name="ClaimMinutes">How long a reviewer has a sale to himself.</param>
/// <param name="UntouchedDays">Days after which a returned sale that nobody touched is cancelled.</param>
/// <param name="LeadSources">Codes of where customers come from; the first is the default.</param>
/// <param name="Kinds">What is sold, and how: the fields a kind asks for and the steps it has.</param>
/// <param name="Targets">How long a sale may stay in a tray before it is late.</param>
/// <param name="Hours">The hours in which the targets count; <c>null</c>: day and night.</param>
public sealed record SalesPolicy(
    string Operator, int ClaimMinutes, int UntouchedDays, IReadOnlyList<string> LeadSources, IReadOnlyList<KindDefinition> Kinds, IReadOnlyList<TrayTarget> Targets,
    BusinessHours? Hours = null)
{
    public static readonly SalesPolicy Default = new(
        Operator: "", ClaimMinutes: 30, UntouchedDays: 10, LeadSources: ["DATABASE", "CAMPAIGN-REFERRAL", "FACEBOOK-CAMPAIGN", "SMS", "WEB"],
        Kinds:
        [
            new(SaleKind.Portability,
                [
                    new(SaleField.DocumentIssuedOn, Required: true), new(SaleField.NumberToPort, Required: true), new(SaleField.PortingPin, Required: true),
                    new(SaleField.DeliverOn, Required: true), new(SaleField.PortingWindowOn, Required: true), new(SaleField.LeadSource, Required: true),
                    new(SaleField.Note, Required: false),
                ], new(VerificationCall: true, Delivery: true)),
            new(SaleKind.PrepaidToPostpaid,
                [new(SaleField.DocumentIssuedOn, Required: true), new(SaleField.LeadSource, Required: false), new(SaleField.Note, Required: false)],
                new(VerificationCall: false, Delivery: false)),
            new(SaleKind.PlanUpgrade,
                [
                    new(SaleField.DocumentIssuedOn, Required: true), new(SaleField.PreviousCharge, Required: false), new(SaleField.LeadSource, Required: false),
                    new(SaleField.Note, Required: false),
                ], new(VerificationCall: false, Delivery: false)),
            new(SaleKind.HomeService,
                [
                    new(SaleField.InstallOn, Required: true), new(SaleField.InstallationAddress, Required: false), new(SaleField.LeadSource, Required: false),
                    new(SaleField.Note, Required: false),
                ], new(VerificationCall: true, Delivery: true)),
        ],
        Targets:
        [
            new(SaleTray.PendingReview, 60), new(SaleTray.VerificationCalls, 240), new(SaleTray.OrderEntry, 240), new(SaleTray.Tracking, 4_320),
            new(SaleTray.Returned, 1_440), new(SaleTray.Escalated, 480), new(SaleTray.OperatorRejections, 480),
        ]);

    /// <summary>How a kind is sold; <c>null</c>: this campaign does not sell it.</summary>
    public KindDefinition? Kind(SaleKind kind) => Kinds.FirstOrDefault(definition => definition.Kind == kind);
}

/// <summary>A kind of sale: what it asks for beside plan, document, name and phone, and the steps it has.</summary>
/// <param name="Fields">Fields that are not named here may not be stated.</param>
public sealed record KindDefinition(SaleKind Kind, IReadOnlyList<FieldRule> Fields, SaleSteps Steps);

public sealed record FieldRule(SaleField Field, bool Required);

/// <param name="Minutes">From entering the tray; only those within the policy's hours count.</param>
public sealed record TrayTarget(SaleTray Tray, int Minutes);
