namespace Crm.Domain.Kernel;

/// <summary>What stands in the place of a personal datum that was erased, wherever it stood.</summary>
public static class Erasure
{
    public const string Placeholder = "[erased]";
}
