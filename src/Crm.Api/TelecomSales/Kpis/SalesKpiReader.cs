using Crm.Api.Kpis;
using Crm.Domain.Kernel;
using Crm.Projections.Identity;
using Crm.Projections.Kpis;
using Crm.Projections.TelecomSales.Kpis;
using Npgsql;

namespace Crm.Api.TelecomSales.Kpis;

/// <summary>Computes the figures of telecom sales.</summary>
public sealed class SalesKpiReader(NpgsqlDataSource database) : RoomKpis(database)
{
    private static readonly KpiGroup?[] Any = [null, KpiGroup.Agent, KpiGroup.Team, KpiGroup.Plan, KpiGroup.Kind, KpiGroup.Day];

    public override IReadOnlyList<KpiDefinition> Definitions => SalesKpis.All;

    public override IReadOnlyList<KpiGroup?> Groups(string name) => name switch
    {
        "returnReasons" => [KpiGroup.Reason],
        "conversion" => [.. Any, KpiGroup.Step],
        "trayTime" => [KpiGroup.Tray, .. Any],
        "salesPerStaffedHour" => [null, KpiGroup.Agent, KpiGroup.Team, KpiGroup.Day],
        "salesRanking" => [KpiGroup.Agent],
        _ => Any,
    };

    /// <summary>Every fact of a sale names team and agent.</summary>
    public override bool IsOfWholes(string name, KpiGroup? group) => false;

    protected override async Task<(KpiRow Total, IReadOnlyList<KpiRow> Rows)> Compute(
        KpiSnapshot snapshot, string name, KpiRequest request, Currency currency, CancellationToken ct)
    {
        var isRatio = name is "returnRate" or "returnReasons" or "conversion" or "salesPerStaffedHour";
        var nothing = new KpiRow(null, null, 0, isRatio ? 0 : null, 0, new Dictionary<string, decimal>());
        var (total, rows) = await snapshot.Rows(Sql(name, request), request, nothing, ct);
        return (total, name switch
        {
            "salesRanking" => [.. rows.OrderByDescending(row => row.Numerator).ThenByDescending(row => row.N).ThenBy(row => row.Group, StringComparer.Ordinal)],
            "conversion" when request.GroupBy is KpiGroup.Step => [.. rows.OrderBy(row => SalesKpiSql.Steps.IndexOf(row.Group!))],
            _ => rows,
        });
    }

    protected override IReadOnlyList<string> Shards(string name) => name switch
    {
        "returnReasons" => [ShardOf<SaleReturnReasons>(), ShardOf<SaleCounts>()],
        "conversion" or "trayTime" => [ShardOf<SaleCourses>()],
        "salesPerStaffedHour" => [ShardOf<SaleCounts>(), ShardOf<StaffedTime>()],
        _ => [ShardOf<SaleCounts>()],
    };

    private static string Sql(string name, KpiRequest request) => name switch
    {
        "salesSubmitted" => SalesKpiSql.Counted(request, SaleCounts.Submitted),
        "salesApproved" => SalesKpiSql.Counted(request, SaleCounts.Approved),
        "salesReturned" => SalesKpiSql.Counted(request, SaleCounts.Returned),
        "salesRejected" => SalesKpiSql.Counted(request, SaleCounts.Rejected),
        "salesActivated" or "salesRanking" => SalesKpiSql.Counted(request, SaleCounts.Activated),
        "returnRate" => SalesKpiSql.ReturnRate(request),
        "returnReasons" => SalesKpiSql.ReturnReasons(request),
        "conversion" when request.GroupBy is KpiGroup.Step => SalesKpiSql.ConversionBySteps(request),
        "conversion" => SalesKpiSql.Conversion(request),
        "trayTime" => SalesKpiSql.TrayTime(request),
        "salesPerStaffedHour" => SalesKpiSql.PerStaffedHour(request),
        _ => throw new ArgumentException($"No query computes '{name}'.", nameof(name)),
    };
}
