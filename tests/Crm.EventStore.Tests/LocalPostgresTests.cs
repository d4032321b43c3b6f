using System.Globalization;
using Crm.EventStore.LocalPostgres;
using Npgsql;
using Process = System.Diagnostics.Process;

namespace Crm.EventStore.Tests;

public sealed class LocalPostgresTests : IAsyncLifetime
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), "crm-cluster-" + Guid.CreateVersion7().ToString("N"));
    private PostgresCluster? _cluster;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        _cluster?.Stop(immediately: true);
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_cluster_is_made_used_again_by_the_next_host_and_survives_a_kill_and_a_strange_pid_file()
    {
        _cluster = await Start();
        await Execute("create table t (x int)");
        var first = _cluster.ProcessId;

        // A killed host leaves the server running: the next one uses it.
        var second = await Start();
        second.ProcessId.ShouldBe(first);
        second.ConnectionString().ShouldBe(_cluster.ConnectionString());

        // A killed server.
        using (var server = Process.GetProcessById(first!.Value)) server.Kill();
        _cluster = await Start();
        _cluster.ProcessId.ShouldNotBe(first);
        await Execute("insert into t values (1)");

        // A pid file that names somebody else's process, as after a restart of the machine.
        _cluster.Stop();
        await File.WriteAllTextAsync(
            Path.Combine(_cluster.DataFolder, "postmaster.pid"), string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n{_cluster.DataFolder}\n"));
        _cluster = await Start();
        await Execute("insert into t values (2)");

        _cluster.Stop();
        _cluster.ProcessId.ShouldBeNull();
    }

    [Fact]
    public async Task The_password_and_the_data_are_for_nobody_elses_eyes()
    {
        _cluster = await Start();

        if (OperatingSystem.IsWindows()) return;
        File.GetUnixFileMode(Path.Combine(_cluster.Home, "password")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(_cluster.DataFolder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var stranger = new NpgsqlConnectionStringBuilder(_cluster.ConnectionString("postgres")) { Password = "guess", Pooling = false };
        await using var connection = new NpgsqlConnection(stranger.ConnectionString);
        (await Should.ThrowAsync<PostgresException>(() => connection.OpenAsync())).SqlState.ShouldBe(PostgresErrorCodes.InvalidPassword);
    }

    [Fact]
    public void Where_nothing_is_installed_two_lines_say_what_to_do()
    {
        Directory.CreateDirectory(_folder);

        var missing = Should.Throw<PostgresMissingException>(() => PostgresBinaries.Find(_folder));

        missing.Message.Split(Environment.NewLine).Length.ShouldBe(2);
        missing.Message.ShouldContain("ConnectionStrings__Crm");
        missing.Message.ShouldContain("nstall");
    }

    private Task<PostgresCluster> Start() => PostgresCluster.Start(new(_folder), default);

    private async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(_cluster!.ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
