using Crm.Domain.Kernel;

namespace Crm.Api.Identity;

/// <summary>Passwords that everybody tries first: those built in, and those of a configured file of one per line.</summary>
/// <remarks>
/// Few of the ten thousand commonest passwords have the twelve characters that are asked for: those are built in, with what people of a contact
/// centre choose. Shorter ones need no list.
/// </remarks>
public sealed class CommonPasswords
{
    private readonly HashSet<string> _passwords;

    public CommonPasswords(IConfiguration configuration)
    {
        using var builtIn = new StreamReader(typeof(CommonPasswords).Assembly.GetManifestResourceStream("Crm.Api.Identity.CommonPasswords.txt")!);
        _passwords = new(Lines(builtIn.ReadToEnd()), StringComparer.OrdinalIgnoreCase);
        if (configuration["Crm:CommonPasswordsFile"] is { } path) _passwords.UnionWith(Lines(File.ReadAllText(path)));
    }

    public Refusal? Check(string password) =>
        _passwords.Contains(password) ? new("identity.password-common", "The password is one of the commonest.", ["password"]) : null;

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
