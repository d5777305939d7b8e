"""Parts of names that many people have, in Latin letters, small and without accents.

They only speak for a column; no name has to be here. Words that lists of things hold too ("rose",
"victor", "prince") are left out.
"""

from __future__ import annotations

COMMON = """
    aamir aarav aaron aarti abby abdelrahman abhay abhijit abhinav abhishek abigail aboubacar
    abraham achmad acosta adam adeel aditama adjei adnan adrian adwoa afolabi agarwal agatha
    aggarwal agnes agnieszka aguilar aguirre agyeman ahmet ahsan aidan aileen aishwarya aisling
    akash akhil akinola akshay akua alan alana albert alberto aleena alejandra alejandro
    aleksander aleksandra aleksei alessandro alessia alexandre alexei alexis alfred alfredo alina
    alison allan allison alok alonso alvaro alves alvin alyssa amadi aman amara ambika ameet
    amelia amir amjad amna amol ampofo amrit amrita amruta anam ananya anastasia anatoly anders
    andika andrade andre andrea andreea andrei andrej andres andrey andrzej aneta anette angelina
    angelo anggraini aniket anirudh anish anjana anju anke ankita ankur annika anoop anouk ansah
    ansh anshul anthony antoine anton antonia antony antunes antwi anuj anum anupam anuradha
    anurag anusha aoife aparna apurva aqib aquino araujo aravind archana areeba ariana arif arjan
    armando arnav arnold arooj arora arslan artem arthur artur arturo arvind aryan asad asante
    asare astrid aswini atul audrey augustin aurelie avila avinash ayala ayaz aydin ayhan aylin
    ayodele ayomide ayush azhar aziz babar babatunde babu bagus balaji bambang bansal barbosa
    baris barry bartek bartosz basavaraj bashir basit bastien batista bautista bayani beata
    beatrice beatriz becerra belinda beltran benedikt benitez benoit berk bermudez bernadette
    bernard bernardo bernd bertrand beth bethany beverley bharadwaj bharat bharath bhardwaj
    bhargava bharti bhaskar bhatnagar bhattacharya bhavana bhavesh bhavya bianca bilge bindu bisma
    biswal bjorn blanca boakye boateng bogdan bongani borges boris bozena bradley brandon brenda
    brendan brent bridget britta bruce bruno bryan burak bustamante caballero cabrera caceres
    cahya cahyo calderon caleb callum camacho camila camille cano cardenas cardoso carla carlo
    carly carole caroline carrasco carrie carrillo carvalho caspar cassandra castillo castro
    catalina catarina cecilia cedric celia celik celine cemal ceren cesar cespedes cetin
    chakraborty chandan chandra chandran chantal charlene chatterji chauhan chavez chawla chege
    chelsea cheng cheptoo cheryl chetan cheung chiamaka chiara chidi chimamanda chirag chitra chiu
    chloe chopra choudhary choudhury chow chris christa christian christiane christina christoph
    christophe chua chukwu ciara cindy cisse claudia claudio clement colette colleen connor conor
    constance contreras cordero corey corinne correa cortes cortez craig cristian cristina cunha
    damian damien dana daniela daniele danielle danny daphne daria dariusz darma darren darshan
    darshana darya dave davide debasish debbie debora debra dedi deepa deepika deepti deirdre
    delgado delphine deng denis denise derek deshmukh deshpande desiree detlef devendra dhanush
    dhawan dhruv didier diego dieter dilip dimaculangan dimas dimitri diop dipak dipali dirk disha
    dixit dlamini dmitri domenico dominguez dominik dominique dorota dorothea doug douglas duarte
    dubey duncan dung duong duran durga dusan dustin duygu dwivedi dylan eamon ebere ebru edgar
    edith edoardo eduardo edwin efua eileen ekaterina ekene elaine eleanor eleni elias elif elisa
    elisabeth elise ella ellen ellie elliot elodie eloise elvira emanuel emanuele emil emilie
    emilio emir emma emmanuel emre enes engin enrico enrique ercan erdem erdogan erica erich erik
    erika erin erkan ernest ernesto erum erwin escobar esmeralda espinosa espinoza esra estela
    estelle esteves esther estrada ethan etienne eugene eugenia evelyn evgeniy evgeny eylul ezgi
    fabian fabien fabio fabrice faiz faiza fajar faraz farid farooq fatih fauzi fayyaz federica
    federico felicia felicity felipe ferhat fernanda figueroa filiz fiona fitri fitriani fizza
    flavia flavio flores florian fofana folake fonseca fran frances francesca francesco franck
    francois francoise frans franz fred freddy frederic frederik freitas frieda fritz funke furkan
    gabriel gabriela gabriele gabriella gakuru galina galindo gallardo gallegos gamze ganesh
    ganguly gareth garg garrido gathoni gavin gayathri gayatri gebre geeta geetha gemma genevieve
    gennady geoffrey georg georges georgina gerald geraldine gerard gerardo gerd gerhard getachew
    ghazanfar ghose giacomo gianluca gianni gilbert gilles gimenez gina giorgio girish girma gitau
    githinji giulia giuliano giulio gizem godoy goel gokhale gokhan goncalves gonzales gonzalo
    gopal goran gordon goswami govind gowda gowri gowtham grazyna greg greta grzegorz guerrero
    guillaume guillermo gulay gunawan gunter gustavo gutierrez guzman gwen habiba hadi hadiza
    haider hajra hakan halil halina hamad hammad handayani hande hanna hannes harald harini
    haripriya haris harriet harry harsh harsha harshit harshita hartono haruna haruto hashim
    hatice hawa hayashi hegde heidi heike heiko heinz helena helene helga hema hemant hemanth
    hendra hendrik henri henrik henrique henriquez herbert hermann hernandez herrera heru hidalgo
    hidayat hilary hildegard himanshu hira hiroshi hitesh hoang hugh hugo huma humberto hung
    hurtado huseyin huzaifa ibarra idowu idrees ifeanyi ifeoma ifrah ignacio igor ihsan ijaz
    ilaria ilker ilona ilya ilyas imogen ines inga ingo ingrid inna inoue irem irene ireneusz
    irshad irving isaac isabela isabella isabelle isaiah isha ishan ishita isla ismael itumeleng
    ivana iwan iwona iyengar jaap jacek jackie jaclyn jacqueline jadhav jadwiga jagadish jahangir
    jaime jaiswal jakob jakub jamie jana janice janine jaramillo jared jaroslav jaroslaw jasmin
    jasper jatin javeria javier jawad jayanta jayanti jayesh jeanette jeanne jeff jelena jenna
    jennie jenny jens jeremy jerome jerzy jesse jessie jesus jhon jignesh jill jimena jimenez
    jitendra joachim joanna joanne joaquin jody joel joelle joerg johan johann johanna johannes
    johnny joko jolanta jonas jonathon jorg josef josefina josephine josh jovana jovanovic juana
    juanita juarez judy juergen julian juliana juliane julien juliet juliette julio julius justine
    justyna kabir kadam kagiso kailash kainat kaitlyn kaleem kalpana kalyan kamala kamath kamil
    kanika kapoor karan karanja karel karin karina kariuki karl karla karol karolina karthik
    karthika kartik kartika kasia kaspar katarzyna kate katharina kathrin kathryn kathy katia
    katie katja katlego kato katrin katrina katy kaur kaushal kaushik kavya kayla kebede keerthana
    keerthi keith kemal kemi kenji kenny kerem kerry kerstin ketan khadijah khandelwal khare
    khatri khawar khizar khushi kiara kibet kieran kilic kimani kimura kinga kinza kipchoge kiptoo
    kirill kirsten kirsty kirti kishore klara kobayashi koffi kohli kojo komal konan konrad
    konstantin korkmaz kouadio kowalska kowalski krish krista kristen kristian kristin kristina
    kristine kristof kriti krzysztof ksenia kubra kulkarni kunal kurnia kurniawan kusum kwabena
    kwaku kwasi kwon kyle laiba lalit lara larisa lars lata laurence laurent laurie lavanya laxman
    laxmi leah leandro leiva lena leonard leonardo leonie leonor leopold lerato lesley leslie
    lestari leticia leung levent lewis liam liang lidia lillian lina lindsay linh lisbeth lloyd
    loic lois lokesh lorena lorenzo loretta lori lorraine lothar louis louisa louise lozano luana
    lucero luciana luciano lucie lucinda lucy ludmila ludovic luigi luisa lukas lukasz lukman
    lungu luqman lydia lynn lyubov macaraeg macias maciej maddison madeleine madeline madhav
    madhavi madhu madhuri magda magdalena magnus mahajan maheen mahendra maheshwari mahnoor maina
    maira maite majumdar makena maksim mala malati malcolm maldonado malgorzata malhotra malte
    mamta manalo manasa mandla manfred mangesh mangubat manisha manjula manjunath manon mansi
    manuel manuela marc marcel marcela marcelo marcia marcin marcio marcos marcus marek margarita
    margot mariano maribel marina marion maris marisa marissa marita mariusz marjorie markus
    marlene marques marquez marta marten martina martine marvin marzena mateo mateusz mathias
    mathieu mathilde mathur matias matilda matsumoto matteo matthias matthieu maud maulana maura
    maureen maurice mauricio maurizio mauro maxim maxime maximilian mayank mayur mazhar mbugua
    meenakshi megha meghan meghana mehak mehboob mehra mehreen mejia melanie melike melinda melis
    melo mendes mendez mendoza menezes mercedes meredith mert merve metin meza micaela michaela
    michal michela michele mickael mihai mikael mikhail milena milica milind millie milos minal
    miranda mirela miriam mirko miroslaw misbah mithun mittal mohit moira molina molly momina
    monali monique monteiro montero montoya moraes morales moreira morten moura mubashir mudassar
    mugisha muhamad muhoro mujahid mukesh mukherji mukhopadhyay mukul muneeb munir munoz munyua
    muqaddas murali murat muriel murillo murtaza musa mushtaq musyoka muthoni mutua muzammil
    mwamba myriam nabeel nabila nadege nadezhda nadine nagaraj naidu naik naina najera nakamura
    nakato namrata nanda nandini naomi narayan narendra naresh natalie natalya natasha nathalie
    nathaniel nauman navarrete navarro naveed naveen navya nayak nazli ncube ndiaye ndlovu neelima
    neeraj neeta neetu neil nestor ngugi nguyet nicki nicola nicolai nicolaj nicoletta nida nidhi
    niels nigel niharika nihat nikita niklas nikola nikolai nikolaos nikolay nikolic nikos nilesh
    nils nimra nina nirmal nirmala nisha nishant nitesh nithin nitish nkosi noah noelia noemi
    noman nora norbert nowak ntombi nugraha nugroho nunes nunez nuray nurul nyambura nyokabi obaid
    ochoa octavio odhiambo odile oduya ogunleye ojeda okan okello okonkwo okoro okoye oksana okumu
    oleg olivares oliver olivier olumide oluwaseun omer omkar omondi onur onyango opoku orhan
    orozco ortega ortiz osei oskar osorio osvaldo otto ouma oumarou owais ozan ozdemir ozge ozgur
    ozkan ozturk pacheco padilla padma padmaja pallavi paloma panda pande pandey pandit pandya
    pangilinan pankaj paola parag paras paredes parekh parikh parmar parth parul pascal pascale
    patil patricio patrik patrizia patty paula paulina pauline pavan pavel pavithra pawan pawar
    pawel payal peggy pelin penelope peralta percy petr petros petrovic philipp phillip phoebe
    phyllis pierrick pieter pietro pilar pinar pinheiro piotr piyush polat polina poonam prabhakar
    prabhu prachi pragya prajapati prajwal prakhar pranav pranay pranjal prasanna prasetyo
    prashant pratama prathamesh pratibha pratik pratiksha pratiwi preethi preeti prem prerna
    priscilla pritam priti priyanka przemyslaw purnama purnima pushpa puspita qaiser qian quaye
    quentin quintero quiroga rachana rachit radha radhika radoslaw rafael rafal rafay raffaele
    raghav raghu rahayu rahma rahmat rahmawati rainer rajan rajat rajeev rajendra rajeshwari
    rajkumar rajput raju rakhi ralf ralph ramadhan raman ramanathan ramazan ramon randy
    ranganathan ranjan ranjit ranjith raphael raquel rashmi rastogi ratan rathi rathod rathore
    rauf raul raushan ravindra rawat rebeca rebekah recep rehan reinhard remzi renata renate renee
    renu renuka reshma riaz ribeiro ricardo riccardo ricky rida rimsha rini rishabh rishi rita
    ritika ritu rivas rivera rizal rizki rizky robbie roberta roberto rocio roderick rodney
    rodolfo rodrigo rodrigues roger rohini rohith rojas rolando roldan rolf romain rosa rosales
    rosalie rosalind rosanna rosario roseline rosemary roshan roshni rotich roxana roxanne ruben
    rubio ruchi rudi rudolf rudy ruiz rukiye rupert rushikesh ruslan russell rute saad saavedra
    sabina sabir sabrina sadaf sadiq safdar sagar sahar sahil sahin sahoo sahu saini saira sait
    sajjad sakshi sakura salahuddin salas salazar saldana salgado salih salinas salonga salvador
    salvatore samarth sameer samiksha samir sammy sampaio sampath sanchit sander sandhya sandoval
    sandrine sandro sania sanjana sanjeev sanjiv sanket santana santoso sapna saputra saqib
    saranya saraswati sarfraz sari sarita sarkar saroj sarthak sasaki sascha saskia satish saurabh
    savita sawant saxena sebastian sebastien seda seema sehgal sehrish sekai selena selim selin
    selina sema serdar serena serge sergei sergio serkan serrano sesay sethi setiawan severine
    sevgi sevim seydou shabani shafiq shahbaz shahzad shahzaib shailesh shalini shane shankar
    shannon shanthi sharad sharan sharmila shashank shashi shaun shauna shehzad sheila shekhar
    sheldon shelley shelly sheraz sheree sheri sherry shetty shilpa shimizu shinde shirin shital
    shivam shivangi shivani shobha shraddha shreya shrivastava shruti shubham shubhangi shukla
    shweta sibanda sibel siddharth siddhi sidney sidra siegfried sigrid sikandar silke silvana
    silvia silvio simone simran simsek sinan sinead sinha siobhan sipho siregar sithole siti siva
    slamet slawomir smita smriti snehal sobia sofya sohail solange solanki soledad sonal sonali
    sonia sonja soren sosa sotelo soto soumya sourav sowmya sridevi sridhar srinivas srinivasan
    srivastava srujana stacey stacy stanislav stanislaw stanley stefania stefanie stefano steffen
    stephan stephane stojan stuart suarez subhash subramaniam subramanian sudha sudhir sudirman
    suhani suharto sujata sujay sukanya suleman suleyman sulistyo suman sumanth sumbal sumeyye
    sumit sune supriyadi suraj surbhi surendra suryadi susana susanna susanne susanti susanto
    sushant sushil sushma suzanna suzanne sven swaminathan syahputra syarifuddin sylvain sylvia
    sylvie sylwia tabitha tadeusz tahmina taimur takashi talha tamara tamer tandon tania tanja
    tanmay tanveer tanvi tanya tapia taras tarik tarun tatiana tatjana tatyana taufik tauseef
    teddy teguh tehreem teixeira tejada tejas tejaswini tendai terence terrence thabo thakkar
    thakur thandi thanh thea theo theodor theodore therese thiago thibault thierry thorsten tiago
    tian tiffany tilman timo timothee timur tina tiwari tobias tolentino tolga tomar tomas tomasz
    tommaso tommy toni tonia torben torsten tracey travis trejo trevor tricia tripathi trisha
    tristan trivedi trujillo trupti tsai tseng tuan tuba tugba tulay tunde turgut tushar tyagi
    ubaid uday ugur ulrich ulrike umair umer umesh umit umut upadhyay urbina urmila urooj urszula
    usama utami utkarsh utomo uwimana uzair vadim vaibhav vaidya vaishali vaishnavi valdes valdez
    valentin valentina valentine valenzuela valeria valerie valerio valery vallejo vandana
    vandhana vanessa vani varela vargas varghese varsha vasile vasily vasquez vasudha vazquez
    veena velasco velasquez velez venkat venkatesh veronica veronika veronique vesna vibha vicente
    vicki vicky vidal vidya vieira vignesh vijaya vijayalakshmi vikrant viktor viktoria villalobos
    villanueva villarreal vimal vinay vincent vincenzo vineet vineeth vinita vipin vipul viraj
    virginie vishnu vishwas vitaly vittorio vivek vivian viviana viviane vladimir vladislav volker
    vyacheslav wadhwa wafula wahab wahyu wahyuni waithera wajid wajiha waleed wambugu wambui
    wangari wanjiru waqar warda watanabe wati wekesa wendy werner wesley wibowo widodo wijaya
    wiktor wilfred wilhelm willem wilma winston wojciech wong wulandari xavier xenia yahya yakubu
    yamada yamini yana yann yannick yanti yaqoob yaroslav yasemin yash yashwant yasin yasmina
    yavuz yelena yigit yildirim yildiz yogesh yogita yolanda yoshida yudha yuki yuko yulia yuliana
    yunus yuri yves yvette yvonne zachary zain zainabu zambrano zamora zanele zapata zara zavala
    zbigniew zeeshan zehra zeki zeynep zhanna zhao zheng zhuang zobia zofia zohaib zoltan zoran
    zoya zulfiqar zunaira
"""
