//! Files and standard input: reads a ledger of bookings, keeps it in files beneath the folder that is its argument, reads it
//! back, lists the folder, reports what is wrong with some lines, and ends with status 4.
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime};

#[derive(Debug)]
enum Mistake {
    Fields(usize),
    Amount(std::num::ParseIntError),
    Overdrawn { account: String, missing: i64 },
}
impl From<std::num::ParseIntError> for Mistake {
    fn from(error: std::num::ParseIntError) -> Mistake {
        Mistake::Amount(error)
    }
}
impl std::fmt::Display for Mistake {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Mistake::Fields(count) => write!(f, "{count} fields instead of 3"),
            Mistake::Amount(error) => write!(f, "amount: {error}"),
            Mistake::Overdrawn { account, missing } => write!(f, "{account} lacks {missing}"),
        }
    }
}
impl std::error::Error for Mistake {}

#[derive(Default)]
struct Ledger {
    accounts: BTreeMap<String, i64>,
}
impl Ledger {
    fn book(&mut self, line: &str) -> Result<i64, Mistake> {
        let fields: Vec<&str> = line.split(',').map(str::trim).collect();
        let [from, to, amount] = fields[..] else { return Err(Mistake::Fields(fields.len())) };
        let amount: i64 = amount.parse()?;
        let balance = self.accounts.entry(from.to_string()).or_insert(1000);
        if *balance < amount {
            return Err(Mistake::Overdrawn { account: from.to_string(), missing: amount - *balance });
        }
        *balance -= amount;
        *self.accounts.entry(to.to_string()).or_insert(1000) += amount;
        Ok(amount)
    }
}

fn save(ledger: &Ledger, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder.join("old/older"))?;
    let mut file = BufWriter::new(File::create(folder.join("ledger.csv"))?);
    for (account, balance) in &ledger.accounts {
        writeln!(file, "{account},{balance}")?;
    }
    file.flush()?;
    fs::copy(folder.join("ledger.csv"), folder.join("old/copy.csv"))?;
    fs::write(folder.join("old/older/note.txt"), "written at once: 日本 🙂\n")
}

fn list(folder: &Path, depth: usize) -> io::Result<()> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    entries.sort();
    for path in entries {
        let status = fs::metadata(&path)?;
        let name = path.file_name().expect("read_dir gives names").to_string_lossy();
        if status.is_dir() {
            println!("{:depth$}{name}/", "");
            list(&path, depth + 2)?;
        } else {
            println!("{:depth$}{name} {} bytes", "", status.len());
        }
    }
    Ok(())
}

fn load(folder: &Path) -> io::Result<i64> {
    let mut sum = 0;
    for line in BufReader::new(File::open(folder.join("ledger.csv"))?).lines() {
        let line = line?;
        let (account, balance) = line.rsplit_once(',').expect("as written");
        println!("  {account} has {balance}");
        sum += balance.parse::<i64>().expect("as written");
    }
    Ok(sum)
}

fn patch(folder: &Path) -> io::Result<()> {
    let mut file = OpenOptions::new().read(true).write(true).open(folder.join("ledger.csv"))?;
    file.seek(SeekFrom::Start(2))?;
    file.write_all(b"##")?;
    file.seek(SeekFrom::End(-3))?;
    let mut end = String::new();
    file.read_to_string(&mut end)?;
    file.set_len(20)?;
    println!("end {end:?}, position {}, length {}", file.stream_position()?, file.metadata()?.len());
    OpenOptions::new().append(true).open(folder.join("ledger.csv"))?.write_all(b"appended")?;
    println!("{:?}", fs::read_to_string(folder.join("ledger.csv"))?);
    fs::rename(folder.join("ledger.csv"), folder.join("old/renamed"))?;
    for (path, result) in [("missing", File::open(folder.join("missing")).err()), ("again", fs::create_dir(folder.join("old")).err())] {
        println!("{path}: {:?}", result.map(|error| error.kind()));
    }
    println!("exists {} {}", folder.join("old").exists(), folder.join("ledger.csv").exists());
    Ok(())
}

fn clean(folder: &Path) -> io::Result<usize> {
    fs::remove_dir_all(folder.join("old"))?;
    Ok(fs::read_dir(folder)?.count())
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let folder = PathBuf::from(&arguments[1]);
    let started = Instant::now();
    let mut ledger = Ledger::default();
    let mut booked = 0;
    for (number, line) in io::stdin().lock().lines().enumerate() {
        let line = line.expect("standard input is text");
        match ledger.book(&line) {
            Ok(amount) => booked += amount,
            Err(mistake) => println!("line {}: {mistake}", number + 1),
        }
    }
    println!("booked {booked} between {} accounts", ledger.accounts.len());
    save(&ledger, &folder).expect("the folder can be written");
    list(&folder, 0).expect("the folder can be listed");
    println!("sum {:?}", load(&folder).expect("the ledger can be read"));
    patch(&folder).expect("the ledger can be changed");
    println!("left {}", clean(&folder).expect("the folder can be emptied"));
    std::thread::sleep(Duration::from_millis(5));
    println!("time passes {}", started.elapsed() >= Duration::from_millis(5) && SystemTime::now() > SystemTime::UNIX_EPOCH);
    println!("PURPOSE is {:?}, ABSENT is {:?}", std::env::var("PURPOSE"), std::env::var("ABSENT"));
    eprintln!("to standard error");
    ExitCode::from(4)
}
