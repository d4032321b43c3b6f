using Crm.Domain.Kernel;

namespace Crm.Domain.Identity.Users;

/// <summary>What a password has to be, as far as it can be told without a list of common ones.</summary>
public static class PasswordRules
{
    public const int MinLength = 12;
    public const int MaxLength = 256;
    private const int LongestRun = 4;

    /// <summary>Why a password is not taken; <c>null</c> when it is.</summary>
    /// <param name="names">The user's own names, which must not be in it.</param>
    public static Refusal? Check(string password, params IReadOnlyList<string?> names)
    {
        if (password.Length is < MinLength or > MaxLength)
        {
            return Refuse("identity.password-length", $"A password has {MinLength} to {MaxLength} characters.") with
            {
                Figures = new Dictionary<string, object?> { ["min"] = MinLength, ["max"] = MaxLength },
            };
        }

        if (names.SelectMany(Parts).Any(part => password.Contains(part, StringComparison.OrdinalIgnoreCase)))
            return Refuse("identity.password-has-name", "The password contains the user's own name.");
        if (password.Distinct().Count() < 5) return Refuse("identity.password-repeats", "The password repeats too few characters.");
        if (HasRun(password)) return Refuse("identity.password-sequence", "The password contains a sequence like 12345 or aaaaa.");

        return null;
    }

    // Short parts, like the "de" of a surname, are in half of all words.
    private static IEnumerable<string> Parts(string? name) =>
        (name ?? "").Split([' ', '.', '@', '-', '_'], StringSplitOptions.RemoveEmptyEntries).Where(part => part.Length >= 4);

    private static bool HasRun(string password)
    {
        var (run, lastStep) = (1, int.MinValue);
        for (var i = 1; i < password.Length; i++)
        {
            var step = password[i] - password[i - 1];
            run = step is 0 or 1 or -1 ? (step == lastStep ? run + 1 : 2) : 1;
            lastStep = step;
            if (run > LongestRun) return true;
        }

        return false;
    }

    private static Refusal Refuse(string code, string reason) => new(code, reason, ["password"]);
}
