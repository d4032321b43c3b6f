namespace Crm.EventStore.Projecting.Models;

/// <summary>An exception as an operator reads it.</summary>
internal static class Fault
{
    private const int MaxLength = 4_000;

    public static string Text(Exception error)
    {
        var text = error.ToString().Replace('\0', ' ');
        return text.Length <= MaxLength ? text : text[..MaxLength];
    }
}
