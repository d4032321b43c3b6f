namespace Crm.Benchmarks.Projections;

/// <summary>What this process uses: the most memory, as seen whenever it is asked to look, and processor time.</summary>
internal sealed class MemoryWatch : IDisposable
{
    private readonly System.Diagnostics.Process _process = System.Diagnostics.Process.GetCurrentProcess();

    public long WorkingSet { get; private set; }
    public long Managed { get; private set; }

    /// <summary>Processor time of this process so far; on a busy machine it tells more than the clock.</summary>
    public TimeSpan Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public void Look()
    {
        _process.Refresh();
        WorkingSet = Math.Max(WorkingSet, _process.WorkingSet64);
        Managed = Math.Max(Managed, GC.GetTotalMemory(forceFullCollection: false));
    }

    public void Dispose() => _process.Dispose();
}
