using System.Globalization;
using Crm.Api.Files;

namespace Crm.Api.Collections.Import;

/// <summary>Reasons for which a row of a portfolio is not taken, beside those of every file.</summary>
internal static class PortfolioProblem
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    public static (string Code, Bilingual Reason) NoBalance { get; } = ("import.balance-missing",
        new("The row says nothing of what is owed: give PRINCIPAL or DEUDA_TOTAL.", "La fila no dice cuánto se debe: indique PRINCIPAL o DEUDA_TOTAL."));

    public const string OverPaidCode = "import.paid-exceeds-debt";

    public static (string Code, Bilingual Reason) OverPaid(decimal paid, decimal sum) => (OverPaidCode,
        new($"Paid {paid.ToString(Invariant)} is more than the components' {sum.ToString(Invariant)}.",
            $"Lo pagado, {paid.ToString(Invariant)}, supera la suma de los componentes, {sum.ToString(Invariant)}."));

    public static (string Code, Bilingual Reason) TotalMismatch(decimal expected) => ("import.total-mismatch",
        new($"The components less what was paid come to {expected.ToString(Invariant)}.",
            $"Los componentes menos lo pagado suman {expected.ToString(Invariant)}."));

    public static (string Code, Bilingual Reason) CessionAfterCutOff(DateOnly cutOff) => ("import.cession-after-cut-off",
        new($"The cession is after the cut-off date {cutOff:yyyy-MM-dd}.", $"La cesión es posterior a la fecha de corte {cutOff:yyyy-MM-dd}."));

    public static (string Code, Bilingual Reason) SameAccount(int line) => ("import.account-twice",
        new($"Line {line} has this creditor's reference already, with other values. The first one counts.",
            $"La línea {line} ya tiene esta referencia del acreedor, con otros valores. Cuenta la primera."));
}
