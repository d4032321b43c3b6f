using Crm.Api.Http;
using Crm.Api.Identity;
using Crm.Domain.Identity;
using Crm.Domain.Kernel;
using Dapper;
using Npgsql;

namespace Crm.Api.Hosting;

/// <summary>Data a Development database is given once. Safe to repeat: a host may be killed in the middle.</summary>
public interface IDemoSeed
{
    /// <summary>What is remembered as given.</summary>
    string Name { get; }

    /// <summary>Lower ones come first.</summary>
    int Order { get; }

    Task Run(CancellationToken ct);
}

/// <summary>Gives a Development database its demo data, once, whichever host comes first. <c>Crm:Demo=false</c> leaves it out.</summary>
public sealed class DemoSeeding(NpgsqlDataSource source, IEnumerable<IDemoSeed> seeds, IConfiguration configuration, ILogger<DemoSeeding> logger) : IStartupTask
{
    private const long Lock = 1129467204;

    // After the read models run: seeds may wait for them.
    public int Order => 100;

    public async Task Run(CancellationToken ct)
    {
        if (!configuration.GetValue("Crm:Demo", true)) return;

        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new($"select pg_advisory_xact_lock({Lock})", transaction: transaction, cancellationToken: ct));
        var given = (await connection.QueryAsync<string>(new("select name from crm_demo_seed", transaction: transaction, cancellationToken: ct))).ToHashSet();
        foreach (var seed in seeds.Where(seed => !given.Contains(seed.Name)).OrderBy(seed => seed.Order))
        {
            logger.LogInformation("Loading the demo data {Seed}", seed.Name);
            await seed.Run(ct);
            await connection.ExecuteAsync(new("insert into crm_demo_seed (name) values (@Name)", new { seed.Name }, transaction, cancellationToken: ct));
        }

        await transaction.CommitAsync(ct);
    }
}

/// <summary>A user for each role with a password that is printed: for Development only.</summary>
public sealed class DemoUsers(CommandRunner runner, UserUnits units, UserReader users) : IDemoSeed
{
    public const string Password = "Crm-demo-2026!";

    /// <summary>User name, full name and role.</summary>
    public static readonly IReadOnlyList<(string UserName, string FullName, string Role)> All =
    [
        ("super", "Susana Peralta", Roles.SuperAdministrator), ("admin", "Andrés Molina", Roles.Administrator),
        ("supervisor", "Lucía Fernández", Roles.Supervisor), ("agent", "Camila Rojas", Roles.Agent), ("agent2", "Mateo Vargas", Roles.Agent),
        ("backoffice", "Diego Suárez", Roles.BackOffice), ("quality", "Paula Herrera", Roles.QualityAnalyst), ("auditor", "Ramiro Ortiz", Roles.Auditor),
        ("technician", "Julián Castro", Roles.Technician), ("sales", "Valeria Núñez", Roles.SalesRepresentative),
        ("reception", "Elena Soto", Roles.Receptionist), ("api", "Importer of the bank", Roles.ApiClient),
    ];

    public string Name => "users";
    public int Order => 0;

    public async Task Run(CancellationToken ct)
    {
        foreach (var (userName, fullName, role) in All) await Make(userName, fullName, role, ct);
    }

    private async Task Make(string userName, string fullName, string role, CancellationToken ct)
    {
        var id = await users.IdOf(userName, ct);
        if (id is null)
        {
            id = new UserId(Guid.CreateVersion7());
            await Do("InviteUser", units.Invite(id.Value, userName, fullName, null, "es", "America/Bogota"), ct);
        }

        if (await users.Find(id.Value, ct) is not { Status: Domain.Identity.Users.UserStatus.Active })
            await Do("SetPassword", units.SetPassword(id.Value, Password, null), ct);
        await Do("GrantRole", units.Grant(id.Value, Guid.CreateVersion7(), role, null, null, null, null, null, mayGrant: true), ct);
    }

    private async Task Do(string command, Func<CommandUnit, CancellationToken, Task<UnitDecision>> decide, CancellationToken ct)
    {
        var outcome = await runner.Run(new CommandOrigin(command), decide, ct);
        if (outcome is not CommandOutcome.Done) throw new InvalidOperationException($"The demo's {command} ended as {outcome}.");
    }
}
