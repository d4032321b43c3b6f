using System.Globalization;
using Crm.Api.Tests.Collections;
using static Crm.Api.Tests.Collections.CollectionsHost;

namespace Crm.Api.Tests.TelecomSales;

/// <summary>What a test of telecom sales begins with, made over HTTP.</summary>
internal static class SalesRequests
{
    /// <summary>A plan on sale from today on.</summary>
    public static async Task<Guid> Plan(this CollectionsHost host, Guid campaign, string kind = "portability", int clawbackDays = 90) => (await host.Administrator.Command("/api/telecom-sales/plans", new
    {
        campaignId = campaign,
        code = $"PLAN-{host.Next()}",
        kind,
        name = "Pospago 40 GB",
        features = new[] { "40 GB" },
        vatRate = new { value = 19 },
        clawbackDays,
        activeFrom = await host.Today(),
        monthlyChargeWithVat = Cop(59_900),
    })).Id;

    /// <summary>A portability as an agent hands it in, each of another customer and number.</summary>
    public static async Task<object> Portability(this CollectionsHost host, Guid campaign, Guid plan, string? numberToPort = null, Guid? saleId = null) => new
    {
        campaignId = campaign,
        planId = plan,
        kind = "portability",
        saleId = saleId ?? Guid.CreateVersion7(),
        form = await host.Form(numberToPort),
    };

    public static async Task<Dictionary<string, object?>> Form(this CollectionsHost host, string? numberToPort = null)
    {
        var window = (await host.Today()).AddDays(1);
        while (!Crm.Domain.Kernel.BusinessCalendar.Colombia.IsWorkingDay(window)) window = window.AddDays(1);
        return new()
        {
            ["documentType"] = "CC",
            ["documentNumber"] = (1_030_000_000 + host.Next()).ToString(CultureInfo.InvariantCulture),
            ["fullName"] = "María Ríos",
            ["legalizationPhone"] = "3001234567",
            ["documentIssuedOn"] = "2015-03-02",
            ["leadSource"] = "DATABASE",
            ["numberToPort"] = numberToPort ?? (3_100_000_000L + host.Next()).ToString(CultureInfo.InvariantCulture),
            ["portingPin"] = "04512",
            ["deliverOn"] = await host.Today(),
            ["portingWindowOn"] = window,
        };
    }
}
