using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;

namespace Crm.Api.Pages;

/// <summary>Bar charts as SVG, drawn on the server: no script, readable by screen readers, the same on paper.</summary>
public static class Chart
{
    private const int Width = 640, Height = 200, Left = 56, Bottom = 26, Top = 12, WidestBar = 48;
    private static readonly decimal[] Steps = [1m, 2m, 5m, 10m];

    /// <summary>A bar per value.</summary>
    /// <param name="title">What is shown, for those who cannot see it.</param>
    /// <param name="values">Label, value and the class of the bar's colour: empty, <c>good</c>, <c>warn</c> or <c>bad</c>. Values are not negative.</param>
    /// <param name="write">Writes a value at the axis and at its bar.</param>
    public static IHtmlContent Bars(string title, IReadOnlyList<(string Label, decimal Value, string Class)> values, Func<decimal, string> write)
    {
        var most = values.Select(value => value.Value).DefaultIfEmpty(0).Max();
        var top = most <= 0 ? 1 : RoundedUp(most);
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg class="chart" viewBox="0 0 {Width} {Height}" role="img" aria-label="{Text(title)}">""");
        for (var line = 0; line <= 2; line++)
        {
            var y = Y(top * line / 2, top);
            svg.Append(CultureInfo.InvariantCulture, $"""<line class="axis" x1="{Left}" x2="{Width}" y1="{y}" y2="{y}"/><text x="{Left - 6}" y="{y + 4}" text-anchor="end">{Text(write(top * line / 2))}</text>""");
        }

        var step = (Width - Left) / (decimal)Math.Max(values.Count, 1);
        var bar = Math.Min(step * 0.7m, WidestBar);
        var every = (int)Math.Ceiling(values.Count / 12m);
        for (var index = 0; index < values.Count; index++)
        {
            var (label, value, colour) = values[index];
            var (x, y) = (Left + step * index + (step - bar) / 2, Y(value, top));
            svg.Append(CultureInfo.InvariantCulture, $"""<rect class="bar {Text(colour)}" x="{x:0.#}" y="{y:0.#}" width="{bar:0.#}" height="{Height - Bottom - y:0.#}"><title>{Text(label)}: {Text(write(value))}</title></rect>""");
            if (index % every == 0)
                svg.Append(CultureInfo.InvariantCulture, $"""<text x="{x + bar / 2:0.#}" y="{Height - 8}" text-anchor="middle">{Text(label)}</text>""");
        }

        return new HtmlString(svg.Append("</svg>").ToString());
    }

    private static decimal Y(decimal value, decimal top) => Height - Bottom - (Height - Bottom - Top) * value / top;

    // 1, 2 or 5 times a power of ten, so that the axis reads well.
    private static decimal RoundedUp(decimal value)
    {
        var power = 0.01m;
        while (power * 10 < value) power *= 10;
        return Steps.Select(factor => factor * power).First(rounded => rounded >= value);
    }

    private static string Text(string text) => HtmlEncoder.Default.Encode(text);
}
