using System.Globalization;
using Crm.Api.Queries;
using Crm.Projections.TelecomSales;

namespace Crm.Benchmarks.Sales;

/// <summary>Makes many sales out of one, in the read models only: nothing that is measured reads events.</summary>
internal static class SalesSql
{
    public static readonly string Tray = DocumentTable.Of<SalesTray>(), Directory = DocumentTable.Of<SaleDirectory>();

    /// <summary>The id that the copying gives the agent of that number.</summary>
    public static Guid AgentOf(int number) => new($"00000000-0000-8000-8000-{number.ToString("x12", CultureInfo.InvariantCulture)}");

    /// <summary>The statements that take the tables from so many sales to so many. Every fiftieth is open; open ones go round the seven trays and a hundred agents.</summary>
    public static IEnumerable<string> Grow(int from, int to)
    {
        const string id = "('00000000-0000-8000-9000-' || lpad(to_hex(n), 12, '0'))", agent = "('00000000-0000-8000-8000-' || lpad(to_hex(n / 50 % 100), 12, '0'))";
        var range = string.Create(CultureInfo.InvariantCulture, $"generate_series({from}, {to - 1}) n");
        yield return $$"""
            insert into {{Directory}} (id, crm_position, data)
            select {{id}}::uuid, t.crm_position, t.data || jsonb_build_object('saleId', {{id}}, 'agentId', {{agent}}, 'number', 'PRE-2026-' || lpad(n::text, 7, '0'),
                'fullName', 'Person ' || n, 'documentNumber', (1000000000 + n)::text, 'search', 'person ' || n || ' ' || (1000000000 + n),
                'state', case when n % 50 = 0 then 'pendingReview' else 'activated' end,
                'submittedAt', to_char(timestamp '2026-01-01' + n * interval '20 seconds', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'))
            from (select crm_position, data from {{Directory}} where data->>'fullName' = 'María Ríos') t, {{range}}
            """;
        yield return $$"""
            insert into {{Tray}} (id, crm_position, data)
            select {{id}}::uuid, t.crm_position, t.data || jsonb_build_object('saleId', {{id}}, 'agentId', {{agent}}, 'number', 'PRE-2026-' || lpad(n::text, 7, '0'),
                'tray', (array['pendingReview', 'verificationCalls', 'orderEntry', 'tracking', 'returned', 'escalated', 'operatorRejections'])[1 + n / 50 % 7],
                'traySince', to_char(timestamp '2026-01-01' + n * interval '20 seconds', 'YYYY-MM-DD"T"HH24:MI:SS"+00:00"'))
            from (select crm_position, data from {{Tray}} order by id desc limit 1) t, {{range}}
            where n % 50 = 0
            """;
        yield return $"vacuum analyze {Directory}";
        yield return $"vacuum analyze {Tray}";
    }
}
