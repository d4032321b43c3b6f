using Crm.Api.Campaigns;
using Crm.Api.Files;
using Crm.Api.Hosting;
using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Api.Pages.Work;
using Crm.Api.Queries;
using Crm.Api.Reports;
using Crm.Api.TelecomSales.Exports;
using Crm.Domain.Kernel;
using Crm.Domain.TelecomSales;
using Crm.Projections.Campaigns;
using Microsoft.AspNetCore.Mvc;

namespace Crm.Api.Pages.Sales;

/// <summary>Reports to take away: which one, of which days, as CSV or XLSX. The file is the API's, and so is its entry in the record of reads.</summary>
[Requires(Permission.SalesExport)]
public sealed class SalesExportsModel(SalesReportReader reader, ReportStream reports, ViewReader views, UserReader users, BusinessClock clock) : SalesPage(views, users)
{
    /// <summary>The reports that the reader may take away.</summary>
    public IReadOnlyList<string> Reports => Who.Has(Permission.CommissionsExport) ? [.. OfSales, "commissions"] : OfSales;

    private static readonly string[] OfSales = ["sales", "callbacks", "escalations", "plans"];

    public IReadOnlyList<CampaignInfo> Campaigns { get; private set; } = [];

    [BindProperty(SupportsGet = true)]
    public Guid? Campaign { get; set; }

    [BindProperty(SupportsGet = true)]
    public DateOnly? From { get; set; }

    /// <summary>The day behind the last.</summary>
    [BindProperty(SupportsGet = true)]
    public DateOnly? To { get; set; }

    public async Task OnGetAsync(CancellationToken ct) => await Load(ct);

    public async Task<IActionResult> OnGetFileAsync(string? report, string? format, SaleKind? kind, CancellationToken ct)
    {
        await Load(ct);
        var context = CommandContext.For(HttpContext, "Export", report is "commissions" ? Permission.CommissionsExport : Permission.SalesExport);
        var asked = new ReportParameters(context, Campaign, From, To, [], format is "xlsx" ? ExportFormat.Xlsx : ExportFormat.Csv, Texts.IsSpanish);
        if (!ModelState.IsValid || To < From || report is null || !Reports.Contains(report))
        {
            Refuse("export", StatusCodes.Status400BadRequest, Texts.T("form.invalid"), []);
            return Page();
        }

        Choice<SaleKind>? only = kind is { } one ? new(one) : null;
        return new Download(await (report switch
        {
            "callbacks" => SalesExportEndpoints.Callbacks(asked, only, null, null, reader, reports, ct),
            "escalations" => SalesExportEndpoints.Escalations(asked, only, null, reader, reports, ct),
            "commissions" => SalesExportEndpoints.Commissions(asked, only, null, reader, reports, ct),
            "plans" => SalesExportEndpoints.Plans(asked, only, reader, reports, ct),
            _ => SalesExportEndpoints.Sales(asked, only, null, null, reader, reports, ct),
        }));
    }

    private async Task Load(CancellationToken ct)
    {
        var scope = ScopeOf(Permission.SalesExport);
        Campaigns = [.. (await Views.Campaigns(ct)).Where(campaign => scope.Reaches(campaign.CampaignId))];
        To ??= BusinessMoment.Of(clock.GetUtcNow(), await this.ZoneOfCaller(ct)).Date.AddDays(1);
        From ??= To.Value.AddMonths(-1);
    }

    // What an endpoint answers, as the answer of a page.
    private sealed class Download(IResult result) : IActionResult
    {
        public Task ExecuteResultAsync(ActionContext context) => result.ExecuteAsync(context.HttpContext);
    }
}
