using System.Globalization;
using System.Text.Json;
using Crm.Domain.Kernel;

namespace Crm.Projections.Kpis;

/// <summary>Values of dimensions as the counters keep them: plain GUIDs, ISO dates, hours of two digits, the empty text where there is none.</summary>
public static class Dimension
{
    public static string Of(CampaignId id) => id.Value.ToString();
    public static string Of(PortfolioId id) => id.Value.ToString();
    public static string Of(TeamId? id) => id?.Value.ToString() ?? "";
    public static string Of(UserId? id) => id?.Value.ToString() ?? "";

    /// <summary>As documents and answers write it: <c>whatsApp</c>.</summary>
    public static string Of<TEnum>(TEnum value) where TEnum : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
    public static string Of(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    public static string Of(TimeOnly time) => time.Hour.ToString("00", CultureInfo.InvariantCulture);
}
