using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Crm.Testing;

/// <summary>A wire to the database that can swallow an answer: the server has committed, the client never hears of it.</summary>
public sealed class LossyConnection : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly EndPoint _server;
    private readonly Task _accepting;
    private int _answersToLose;

    public LossyConnection(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        _server = settings.Host!.StartsWith('/')
            ? new UnixDomainSocketEndPoint($"{settings.Host}/.s.PGSQL.{settings.Port}")
            : new IPEndPoint(IPAddress.Parse(settings.Host), settings.Port);
        _listener.Start();
        settings.Host = "127.0.0.1";
        settings.Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        ConnectionString = settings.ConnectionString;
        _accepting = Accept();
    }

    /// <summary>The same database, over this wire.</summary>
    public string ConnectionString { get; }

    /// <summary>Swallows the next answer of the server and cuts the wire it came on.</summary>
    public void LoseNextAnswer() => Interlocked.Increment(ref _answersToLose);

    public bool HasLost => Volatile.Read(ref _answersToLose) == 0;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
    }

    private async Task Accept()
    {
        try
        {
            while (true) _ = Carry(await _listener.AcceptSocketAsync());
        }
        catch (SocketException)
        {
            // The listener was stopped.
        }
    }

    private async Task Carry(Socket client)
    {
        using var near = client;
        using var far = new Socket(_server.AddressFamily, SocketType.Stream, _server is UnixDomainSocketEndPoint ? ProtocolType.Unspecified : ProtocolType.Tcp);
        await far.ConnectAsync(_server);
        await Task.WhenAny(Pump(near, far, () => false), Pump(far, near, LosesThis));
    }

    private bool LosesThis()
    {
        while (Volatile.Read(ref _answersToLose) is > 0 and var left)
        {
            if (Interlocked.CompareExchange(ref _answersToLose, left - 1, left) == left) return true;
        }

        return false;
    }

    private static async Task Pump(Socket from, Socket to, Func<bool> loses)
    {
        var buffer = new byte[16_384];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var read)
            {
                if (loses()) return;
                await to.SendAsync(buffer.AsMemory(0, read));
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // One side hung up; the other is closed behind it.
        }
    }
}
